import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../api/clock";
import { randomText } from "../api/ids";
import { DeploymentError, type Engine, type Instance, type OutputLine } from "../engine/engine";
import { passes } from "./probe";
import type { InstanceView, Lease } from "./runtime";
import type { DeploymentSettings, Probe } from "./settings";

const ID_LENGTH = 5;
const FIRST_PROBE_AFTER_MS = 20;
const MAX_PROBE_PAUSE_MS = 500;
/** Scaleway waits for 30 probes, 10 seconds apart. Nobody waits five minutes for a program that does not listen here. */
const DEFAULT_START_LIMIT_MS = 60_000;

/** What an instance needs of its surroundings. */
export interface InstanceContext {
  readonly containerId: string;
  readonly engine: Engine;
  readonly clock: Clock;
  /** Replaces URLs of this machine in variables by those that instances reach. */
  readonly adapt: (environment: DeploymentSettings["environment"]) => DeploymentSettings["environment"];
  readonly onOutput: (instanceId: string, line: OutputLine) => void;
  /** Reports an event of the instance to the user. */
  readonly onEvent: (instanceId: string, text: string) => void;
  /** The instance is ready, has got a free place, or has ended. */
  readonly onChange: () => void;
}

/** An instance from its start to its end. */
export class ManagedInstance {
  public readonly id = randomText(ID_LENGTH).toLowerCase();
  public status: InstanceView["status"] = "starting";
  public requests = 0;
  public idleSince: number;
  public readonly startedAt: number;
  private readonly aborted = new AbortController();
  private instance: Instance | undefined;

  constructor(
    private readonly settings: DeploymentSettings,
    private readonly user: string | undefined,
    private readonly context: InstanceContext,
  ) {
    this.startedAt = context.clock.now();
    this.idleSince = this.startedAt;
  }

  /** Where the instance is reached, when it is ready. */
  public get address(): Omit<Lease, "release"> {
    if (this.instance === undefined) throw new Error("the instance has not started");
    const { host, port } = this.instance;
    return { instanceId: this.id, host, port, isHttp2: this.settings.isHttp2 };
  }

  /**
   * Starts the program, and waits until its probes pass.
   * @returns whether the instance is ready; false if the program has ended before
   * @throws DeploymentError if it does not become ready in time
   */
  public async start(image: string): Promise<boolean> {
    if (this.isEnding()) return false;
    const { settings, context, id } = this;
    const { name, command, args, environment, port, memoryBytes, milliCpu, localStorageBytes } = settings;
    const instance = await context.engine.start({
      containerId: context.containerId,
      name,
      image,
      user: this.user,
      command,
      args,
      environment: context.adapt(environment),
      port,
      memoryBytes,
      milliCpu,
      localStorageBytes,
      onLine: (line) => {
        context.onOutput(id, line);
      },
    });
    this.instance = instance;
    void instance.exited.then(({ code, isOutOfMemory }) => {
      if (this.status !== "stopping") {
        context.onEvent(
          id,
          isOutOfMemory ? `killed: out of memory (${memoryBytes / 1e6} MB)` : `exited with code ${code}`,
        );
      }
      this.end();
    });
    if (this.isEnding()) {
      await this.kill();
      return false;
    }
    if (!(await this.becomesReady(instance))) return false;
    this.status = "ready";
    this.idleSince = context.clock.now();
    void this.watchLiveness(instance);
    return true;
  }

  public async usage(): Promise<{ readonly cpuPercent: number; readonly memoryPercent: number } | undefined> {
    const usage = await this.instance?.usage().catch(() => undefined);
    if (usage === undefined) return undefined;
    return {
      cpuPercent: (100 * usage.milliCpu) / this.settings.milliCpu,
      memoryPercent: (100 * usage.memoryBytes) / this.settings.memoryBytes,
    };
  }

  public take(): void {
    this.requests++;
  }

  public giveBack(): void {
    this.requests--;
    this.idleSince = this.context.clock.now();
    if (this.requests === 0 && this.status === "stopping") void this.kill();
    this.context.onChange();
  }

  /** Stops the instance when its last request has ended. */
  public retire(): void {
    this.end();
    if (this.requests === 0) void this.kill();
  }

  /** Stops the instance at once. */
  public async stop(): Promise<void> {
    this.end();
    await this.kill();
  }

  private async kill(): Promise<void> {
    // If the engine has gone, its instances have gone too, or it removes them when it starts.
    await this.instance?.stop().catch(() => undefined);
  }

  private isEnding(): boolean {
    return this.aborted.signal.aborted;
  }

  private end(): void {
    if (this.isEnding()) return;
    this.status = "stopping";
    this.aborted.abort();
    this.context.onChange();
  }

  private async becomesReady(instance: Instance): Promise<boolean> {
    const { startupProbe, livenessProbe } = this.settings;
    return (
      (startupProbe === undefined || (await this.waitFor(startupProbe, instance))) &&
      this.waitFor(livenessProbe, instance)
    );
  }

  private async waitFor(probe: Probe, { host, port }: Instance): Promise<boolean> {
    const { clock } = this.context;
    const { isHttp2 } = this.settings;
    const deadline = clock.now() + startLimitMs(probe);
    for (let pause = FIRST_PROBE_AFTER_MS; !this.isEnding(); pause = Math.min(pause * 1.5, MAX_PROBE_PAUSE_MS)) {
      if (await passes({ host, port, isHttp2 }, probe)) return !this.isEnding();
      if (clock.now() > deadline) throw notReady(this.settings.port, probe);
      await this.pause(pause);
    }
    return false;
  }

  /** Ends an instance whose liveness probe fails too often. */
  private async watchLiveness({ host, port }: Instance): Promise<void> {
    const { livenessProbe: probe, port: ownPort, isHttp2 } = this.settings;
    for (let failures = 0; ;) {
      await this.pause(probe.intervalMs);
      if (this.isEnding()) return;
      failures = (await passes({ host, port, isHttp2 }, probe)) ? 0 : failures + 1;
      if (failures < probe.failureThreshold || this.isEnding()) continue;
      this.context.onEvent(this.id, `stopped: ${problem(ownPort, probe)}`);
      await this.stop();
      return;
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: this.aborted.signal, ref: false }).catch(() => undefined);
  }
}

/** An error with Scaleway's text. */
export function notReady(port: number, probe: Probe): DeploymentError {
  return new DeploymentError(`Container is unable to start OR ${problem(port, probe)}`);
}

function problem(port: number, { path }: Probe): string {
  return path === undefined
    ? `is not listening on port ${port}`
    : `does not respond to HTTP requests on port ${port} and path ${path}`;
}

function startLimitMs({ path, intervalMs, failureThreshold }: Probe): number {
  const isDefault = path === undefined && intervalMs === 10_000 && failureThreshold === 30;
  return isDefault ? DEFAULT_START_LIMIT_MS : intervalMs * failureThreshold;
}
