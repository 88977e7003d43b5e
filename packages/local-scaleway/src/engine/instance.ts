import type { Container, ContainerInspectInfo, ContainerInspectOptions, ContainerStats } from "dockerode";
import { setTimeout as wait } from "node:timers/promises";
import { statusOf } from "./engine-errors";
import type { Exit, Instance, InstanceSettings, Usage } from "./engine";
import { Output } from "./output";

/** Times that tests shorten. Kubernetes gives a program 30 seconds to end; Scaleway documents none. */
export const TIMES = { stopGraceSeconds: 30, storageCheckMs: 10_000, orphanCheckMs: 10_000 };
const LAST_OUTPUT_MS = 2000;
const EXIT_MS = 5000;
const RECONNECT_MS = 500;
/** Without a second sample, for which Docker waits a second. */
const ONE_SAMPLE = { stream: false, "one-shot": true } as const;
/** The exit code of a program that is killed. */
const KILLED = 137;

/** An instance of an engine with Docker's API. */
export class DockerInstance implements Instance {
  public readonly id: string;
  public port = 0;
  public readonly exited: Promise<Exit>;
  private readonly output: Output;
  private outputEnded: Promise<unknown> = Promise.resolve();
  private resolveExit: (exit: Exit) => void = () => undefined;
  private stopping: Promise<void> | undefined;
  private removal: Promise<void> | undefined;
  /** Whether the server ends the program, not the kernel. */
  private isStopping = false;
  private measured = { time: 0, cpuNanoseconds: 0 };
  private storageCheck: NodeJS.Timeout | undefined;

  constructor(
    private readonly container: Container,
    private readonly settings: InstanceSettings,
    public readonly host: string,
    private readonly times: typeof TIMES,
  ) {
    this.id = container.id;
    this.output = new Output(settings.onLine);
    this.exited = new Promise((resolve) => (this.resolveExit = resolve));
  }

  /** Connects to the output, before the program starts, so that no line is missed. podman also creates the network. */
  public async attach(): Promise<void> {
    const stream = await this.container.attach({ stream: true, stdout: true, stderr: true });
    this.output.restart();
    this.outputEnded = new Promise((resolve) => {
      // The engine has gone. The instance is removed by the next start.
      stream.once("error", resolve).once("close", resolve).once("end", resolve);
    });
    stream.on("data", (chunk: Buffer) => {
      this.output.write(chunk);
    });
  }

  public async start(): Promise<void> {
    await this.container.start();
    this.measured.time = performance.now();
    void this.waitForExit();
    const { NetworkSettings: network } = await this.container.inspect();
    const ports: Record<string, { HostPort: string }[] | undefined | null> = network.Ports;
    const [published] = ports[`${this.settings.port}/tcp`] ?? [];
    this.port = Number(published?.HostPort ?? 0);
    this.storageCheck = setInterval(() => void this.checkStorage(), this.times.storageCheckMs).unref();
  }

  public async usage(): Promise<Usage> {
    try {
      const { cpu_stats: cpu, memory_stats }: ContainerStats = await this.container.stats(ONE_SAMPLE);
      // podman has no details of the memory.
      const memory: { usage: number; stats?: { inactive_file?: number } } = memory_stats;
      const now = performance.now();
      const used = cpu.cpu_usage.total_usage - this.measured.cpuNanoseconds;
      const milliCpu = used / 1000 / Math.max(now - this.measured.time, 1);
      this.measured = { time: now, cpuNanoseconds: cpu.cpu_usage.total_usage };
      // Files that the kernel caches are not in use.
      const cached = memory.stats?.inactive_file ?? 0;
      return { milliCpu, memoryBytes: Math.max(memory.usage - cached, 0) };
    } catch {
      // The program has ended.
      return { milliCpu: 0, memoryBytes: 0 };
    }
  }

  public stop(): Promise<void> {
    return (this.stopping ??= this.stopOnce());
  }

  public remove(): Promise<void> {
    this.isStopping = true;
    return (this.removal ??= this.container.remove({ force: true, v: true }).catch(() => {
      // It is being removed, or `removeAll` tries again.
    }));
  }

  private async stopOnce(): Promise<void> {
    this.isStopping = true;
    try {
      await this.container.stop({ t: this.times.stopGraceSeconds });
    } catch {
      // It has ended, or it is removed below with a kill.
    }
    // Without the instance, nobody knows its exit code.
    await Promise.race([this.exited, wait(EXIT_MS, undefined, { ref: false })]);
    await this.remove();
  }

  private async waitForExit(): Promise<void> {
    const exit = await this.readExit();
    clearInterval(this.storageCheck);
    await Promise.race([this.outputEnded, wait(LAST_OUTPUT_MS, undefined, { ref: false })]);
    this.output.end();
    this.resolveExit(exit);
    await this.remove();
  }

  private async readExit(): Promise<Exit> {
    for (;;) {
      try {
        await this.endOrLoss();
        const { State: state } = await this.container.inspect();
        if (state.Running) {
          await this.attach();
          continue;
        }
        const code = state.ExitCode;
        // podman with cgroups v1 does not report that the memory was exceeded. Nobody else kills a program from outside.
        const isKilled = code === KILLED && !this.isStopping;
        return { code, isOutOfMemory: state.OOMKilled || isKilled };
      } catch (error) {
        // A connection that is lost, for example when the engine restarts, says nothing about the program.
        if (statusOf(error) !== undefined || this.removal !== undefined) return { code: KILLED, isOutOfMemory: false };
        await wait(RECONNECT_MS, undefined, { ref: false });
      }
    }
  }

  /** Waits for the end of the program, or of the connections to the engine: an answer of an engine that is killed never ends. */
  private async endOrLoss(): Promise<void> {
    const lost = new AbortController();
    const loss = this.outputEnded.then(() => wait(LAST_OUTPUT_MS, undefined, { ref: false, signal: lost.signal }));
    try {
      await Promise.race([this.container.wait({ abortSignal: lost.signal }), loss]);
    } finally {
      lost.abort();
      loss.catch(() => undefined);
    }
  }

  /** Kills an instance with too many files from time to time, as Kubernetes does. Few engines can limit the size themselves. */
  private async checkStorage(): Promise<void> {
    const { localStorageBytes, onLine } = this.settings;
    try {
      const options: ContainerInspectOptions & { size: true } = { size: true };
      const { SizeRw: bytes = 0 }: ContainerInspectInfo & { SizeRw?: number } = await this.container.inspect(options);
      if (bytes <= localStorageBytes || this.isStopping) return;
      this.isStopping = true;
      const text = `(killed: the files have ${bytes} bytes, and the local storage has ${localStorageBytes})`;
      onLine({ text, stream: "stderr", time: Date.now() });
      await this.container.kill();
    } catch {
      // The program has ended.
    }
  }
}
