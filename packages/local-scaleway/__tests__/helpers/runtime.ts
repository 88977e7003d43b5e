import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { Api } from "../../src/api/api";
import { Clock } from "../../src/api/clock";
import type { LogLine } from "../../src/logs/logs";
import type { Lease } from "../../src/runtime/runtime";
import { Workloads } from "../../src/runtime/workloads";
import { Journal } from "../../src/state/journal";
import { Store } from "../../src/state/store";
import { FakeEngine } from "./fake-engine";
import { CONTAINERS, MISSING, PROJECT } from "./server";
import { until } from "./until";

/** The API and the runtime without connections, with an engine of the test. */
export class TestRuntime {
  public readonly clock = new Clock();
  public readonly lines: LogLine[] = [];
  public readonly settings = { settleMs: 0, holdMs: 0 };
  public readonly workloads: Workloads;
  public readonly store: Store;
  private readonly api: Api;

  constructor(
    public readonly engine = new FakeEngine(),
    public readonly folder = temporaryFolder("runtime"),
    hasEngine = true,
  ) {
    this.store = new Store(new Journal(folder));
    const { store, clock } = this;
    const services = { store, clock, settings: this.settings, baseUrl: () => "", hasEngine };
    this.api = new Api(services, "token");
    this.workloads = new Workloads(
      services,
      engine,
      { append: (line) => this.lines.push(line) },
      (variables) => variables,
    );
  }

  public async call(method: string, path: string, body: object = {}): Promise<any> {
    const answer = await this.api.answer({
      method,
      path: CONTAINERS + path,
      query: new URLSearchParams(),
      headers: { "x-auth-token": MISSING },
      body: JSON.stringify(body),
      signal: new AbortController().signal,
    });
    return answer.body;
  }

  /** Creates a container of the image `shop`, and returns its ID. */
  public async create(settings: object = {}, namespace: object = {}): Promise<string> {
    const { id } = await this.call("POST", "/namespaces", { project_id: PROJECT, name: "shop", ...namespace });
    const body = { namespace_id: id, name: "order-api", image: "shop", ...settings };
    return (await this.call("POST", "/containers", body)).id;
  }

  /** Waits until the deployment has ended, and returns the container. */
  public async deployed(id: string): Promise<any> {
    let container: any;
    await until(async () => {
      container = await this.call("GET", `/containers/${id}`);
      return !["creating", "updating"].includes(container.status);
    });
    return container;
  }

  public async createDeployed(settings: object = {}, namespace: object = {}): Promise<string> {
    const id = await this.create(settings, namespace);
    await this.deployed(id);
    return id;
  }

  public acquire(id: string, signal = new AbortController().signal): Promise<Lease> {
    return this.workloads.acquire(id, signal);
  }

  public running(id: string): number {
    return this.workloads.instances(id).filter(({ status }) => status === "ready").length;
  }

  public async stop(): Promise<void> {
    await this.workloads.close();
    this.store.close();
  }
}

/** Calls a test function with a runtime. */
export async function withRuntime(
  work: (runtime: TestRuntime) => Promise<void>,
  ...args: ConstructorParameters<typeof TestRuntime>
): Promise<void> {
  const runtime = new TestRuntime(...args);
  runtime.workloads.start();
  try {
    await work(runtime);
  } finally {
    await runtime.stop();
  }
}
