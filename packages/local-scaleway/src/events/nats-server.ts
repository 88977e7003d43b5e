import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { NatsConnection } from "@nats-io/transport-node" with { "resolution-mode": "import" };
import type { Services } from "../api/context";
import { NATS_ACCOUNTS, natsAccounts, type NatsAccount } from "../products/mnq/records";
import { DeploymentError, type Engine } from "../engine/engine";
import { NatsOperator } from "./nats-claims";
import { IMAGE_PLACE, startNatsImage } from "./nats-image";
import { findNatsProgram, startNatsProcess, type NatsProcess } from "./nats-process";

const LOOPBACK = "127.0.0.1";
const DEFAULT_PORT = 4222;
/** The NATS server of a killed run needs a moment to end. */
const PORT_WAIT_MS = 3000;
const START_TIMEOUT_MS = 10_000;
const RETRY_MS = 100;
const RESTART_MS = 2000;
const MISSING =
  "nats-server is not installed on this machine. Install it, for example with brew install nats-server, and start the local Scaleway again.";

/** What runs the server: a program of this machine, or its image. */
type Runner = { readonly program: string } | { readonly engine: Engine };

interface Running {
  readonly operator: NatsOperator;
  readonly process: NatsProcess;
  readonly connection: NatsConnection;
  /** What the server knows of each account. */
  readonly accounts: Map<string, string>;
}

/** A real NATS server with the accounts of the store. It runs while there are accounts. */
export class NatsServer {
  private running: Running | undefined;
  private problem: string | undefined;
  private work: Promise<void> | undefined;
  private isChanged = false;
  private isClosed = false;

  private constructor(
    private readonly services: Pick<Services, "store">,
    private readonly folder: string,
    private readonly runner: Runner | undefined,
    /** The port on 127.0.0.1. */
    public readonly port: number,
  ) {}

  /** Runs the server while there are accounts. */
  public start(): void {
    this.services.store.onChange([NATS_ACCOUNTS], () => {
      this.update();
    });
    this.update();
  }

  /** Chooses the port, so that the endpoint of the first account is known. */
  public static async create(
    services: Pick<Services, "store">,
    stateFolder: string,
    engine?: Engine,
  ): Promise<NatsServer> {
    const program = findNatsProgram();
    const runner = program === undefined ? engine && { engine } : { program };
    const port = runner === undefined ? 0 : await freePort(keptPort(natsAccounts(services as Services).all()));
    return new NatsServer(services, join(stateFolder, "nats"), runner, port);
  }

  /** The endpoint of accounts; undefined if nothing runs the server. */
  public get url(): string | undefined {
    return this.runner === undefined ? undefined : `nats://${LOOPBACK}:${this.port}`;
  }

  /** Waits until the server knows all accounts, and returns why it does not. */
  public async settled(): Promise<string | undefined> {
    await this.work;
    return this.runner === undefined ? MISSING : this.problem;
  }

  public async close(): Promise<void> {
    this.isClosed = true;
    this.update();
    await this.work;
  }

  private update(): void {
    if (this.runner === undefined) return;
    this.isChanged = true;
    this.work ??= this.applyChanges();
  }

  private async applyChanges(): Promise<void> {
    while (this.isChanged) {
      this.isChanged = false;
      try {
        await this.apply();
        this.problem = undefined;
      } catch (error) {
        const reason = error instanceof Error ? error.message : "";
        this.problem =
          error instanceof DeploymentError ? `${MISSING} ${reason}` : `nats-server does not run: ${reason}`;
        await this.stop();
        // An image that cannot be pulled is not pulled again until there is a new account.
        if (!(error instanceof DeploymentError)) this.updateLater();
      }
    }
    this.work = undefined;
  }

  private updateLater(): void {
    setTimeout(() => {
      this.update();
    }, RESTART_MS).unref();
  }

  private async apply(): Promise<void> {
    const accounts = this.isClosed ? [] : natsAccounts(this.services as Services).all();
    if (accounts.length === 0) {
      await this.stop();
      if (!this.isClosed) rmSync(this.folder, { recursive: true, force: true });
      return;
    }
    this.recordEndpoint(accounts);
    if (this.runner === undefined) return;
    this.running ??= await this.run(this.runner, accounts);
    await synchronize(this.running, accounts);
  }

  /** Gives accounts the URL of this server, for example those that were made before NATS was installed. */
  private recordEndpoint(accounts: readonly NatsAccount[]): void {
    const endpoint = this.url;
    const changed = accounts.filter((account) => account.endpoint !== endpoint);
    if (changed.length === 0 || endpoint === undefined) return;
    this.services.store.transaction(() => {
      for (const account of changed) natsAccounts(this.services as Services).put(account.id, { ...account, endpoint });
    });
  }

  private async run(runner: Runner, accounts: readonly NatsAccount[]): Promise<Running> {
    const operator = new NatsOperator();
    const process =
      "program" in runner
        ? this.startProgram(runner.program, operator, accounts)
        : await startNatsImage(runner.engine, operator.configuration(IMAGE_PLACE), this.port);
    void process.exited.then(() => {
      const { running } = this;
      if (running?.process !== process) return;
      this.running = undefined;
      void running.connection.close();
      this.updateLater();
    });
    try {
      const connection = await connectSystem(operator, `${LOOPBACK}:${this.port}`, process.exited);
      return { operator, process, connection, accounts: new Map() };
    } catch (error) {
      await process.stop();
      throw error;
    }
  }

  private startProgram(program: string, operator: NatsOperator, accounts: readonly NatsAccount[]): NatsProcess {
    const accountFolder = join(this.folder, "accounts");
    rmSync(accountFolder, { recursive: true, force: true });
    mkdirSync(accountFolder, { recursive: true, mode: 0o700 });
    // The server finds the streams of the accounts that it knows when it starts.
    for (const account of accounts) {
      writeFileSync(join(accountFolder, `${account.id}.jwt`), operator.accountToken(account), { mode: 0o600 });
    }
    const file = join(this.folder, "nats.conf");
    const place = { listen: `${LOOPBACK}:${this.port}`, folder: this.folder };
    writeFileSync(file, operator.configuration(place), { mode: 0o600 });
    return startNatsProcess(program, file);
  }

  private async stop(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    await running?.connection.close();
    await running?.process.stop();
  }
}

async function connectSystem(operator: NatsOperator, server: string, exited: Promise<string>): Promise<NatsConnection> {
  const { connect, jwtAuthenticator } = await import("@nats-io/transport-node");
  const authenticator = jwtAuthenticator(operator.systemToken(), Buffer.from(operator.systemUser.seed));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    try {
      return await connect({ servers: server, authenticator, maxReconnectAttempts: -1 });
    } catch {
      // It has not started yet.
    }
    const reason = await Promise.race([exited, wait(RETRY_MS)]);
    if (reason !== undefined) throw new Error(reason);
  }
  throw new Error("it does not answer");
}

/** Sends the accounts that have changed to the server. Deleted credentials are closed by it. */
async function synchronize({ operator, connection, accounts }: Running, wanted: readonly NatsAccount[]): Promise<void> {
  const request = async (action: string, token: string) => {
    const answer = await connection.request(`$SYS.REQ.CLAIMS.${action}`, token, { timeout: START_TIMEOUT_MS });
    const { error } = answer.json<{ error?: { description?: string } }>();
    if (error !== undefined) throw new Error(error.description);
  };
  for (const account of wanted) {
    const key = JSON.stringify([account.name, account.revocations]);
    if (accounts.get(account.id) === key) continue;
    await request("UPDATE", operator.accountToken(account));
    accounts.set(account.id, key);
  }
  const deleted = [...accounts.keys()].filter((id) => wanted.every((account) => account.id !== id));
  if (deleted.length === 0) return;
  await request("DELETE", operator.deletionToken(deleted));
  for (const id of deleted) accounts.delete(id);
}

/** The port of accounts of a previous run. */
function keptPort(accounts: readonly NatsAccount[]): number | undefined {
  const urls = accounts.filter(({ endpoint }) => URL.canParse(endpoint)).map(({ endpoint }) => new URL(endpoint));
  const port = urls.find(({ hostname }) => hostname === LOOPBACK)?.port;
  return port === undefined ? undefined : Number(port);
}

/** The kept port, the default port of NATS, or another one. */
async function freePort(kept: number | undefined): Promise<number> {
  const deadline = Date.now() + PORT_WAIT_MS;
  while (kept !== undefined && Date.now() < deadline) {
    const port = await listenOn(kept);
    if (port !== undefined) return port;
    await wait(RETRY_MS);
  }
  return (await listenOn(DEFAULT_PORT)) ?? (await listenOn(0)) ?? DEFAULT_PORT;
}

function listenOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(undefined);
    });
    server.listen(port, LOOPBACK, () => {
      const { port: used } = server.address() as AddressInfo;
      server.close(() => {
        resolve(used);
      });
    });
  });
}
