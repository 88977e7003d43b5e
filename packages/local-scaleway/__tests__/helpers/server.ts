import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startServer, type LocalServer } from "local-scaleway";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";

export interface Answer {
  readonly status: number;
  readonly body: any;
  readonly headers: Headers;
}

export const PROJECT = "33333333-3333-4333-8333-333333333333";
export const MISSING = "44444444-4444-4444-8444-444444444444";
export const CONTAINERS = "/containers/v1/regions/fr-par";

type Tail<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never;

/** A server of a test file, and its clients. */
export class TestServer {
  private server: LocalServer | undefined;

  constructor(public readonly folder = temporaryFolder("local-scaleway")) {}

  public async start(...search: Tail<Parameters<typeof startServer>>): Promise<void> {
    this.server = await startServer({ folder: this.folder, port: 0 }, ...search);
  }

  public async stop(): Promise<void> {
    await this.server?.close();
    this.server = undefined;
  }

  public get url(): string {
    return this.server!.url;
  }

  public get token(): string {
    return readFileSync(join(this.folder, "token"), "utf8");
  }

  public call(method: string, path: string, body?: object, headers: object = {}): Promise<Answer> {
    return this.send(method, path, body, { "x-auth-token": MISSING, ...headers });
  }

  public control(method: string, path: string, body?: object): Promise<Answer> {
    return this.send(method, `/local/v1/${path}`, body, { "x-local-token": this.token });
  }

  private async send(method: string, path: string, body: object | undefined, headers: object): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? undefined : JSON.parse(text), headers: answer.headers };
  }
}

/** A server that runs during a test file, and is empty before each test. */
export function useServer(): TestServer {
  const server = new TestServer();
  beforeAll(() => server.start());
  beforeEach(async () => {
    await server.control("POST", "reset");
    await server.control("PUT", "settings", { settle_ms: 0 });
  });
  afterAll(() => server.stop());
  return server;
}

export async function createNamespace(server: TestServer, settings: object = {}): Promise<any> {
  const body = { project_id: PROJECT, name: "shop", environment_variables: {}, ...settings };
  return (await server.call("POST", `${CONTAINERS}/namespaces`, body)).body;
}

export async function createContainer(server: TestServer, settings: object = {}): Promise<any> {
  const { id } = await createNamespace(server);
  const body = { namespace_id: id, name: "order-api", image: "nginx:1.29", ...settings };
  return (await server.call("POST", `${CONTAINERS}/containers`, body)).body;
}
