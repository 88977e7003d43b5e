import { setTimeout as wait } from "node:timers/promises";
import { type DeploymentError } from "../engine/engine";
import { ManagedInstance, notReady, type InstanceContext } from "./managed-instance";
import type { DeploymentSettings } from "./settings";

const MAX_STARTS = 3;
const RESTART_AFTER_MS = 250;
/**
 * Scaleway's guide to the first container (2021) says that programs run as this user. Yet its API (recorded in 2026) reports containers of
 * nginx as ready, which needs root.
 */
const USER = "1000:1000";

/** One version of a container, and its instances. */
export class Deployment {
  private readonly all = new Set<ManagedInstance>();
  private image: Promise<string> | undefined;
  private starts = 0;
  private user: string | undefined = USER;
  private readonly stopped = new AbortController();

  constructor(
    public readonly revision: number,
    public readonly settings: DeploymentSettings,
    private readonly context: InstanceContext,
  ) {}

  public get instances(): readonly ManagedInstance[] {
    return [...this.all];
  }

  public get ready(): readonly ManagedInstance[] {
    return this.instances.filter(({ status }) => status === "ready");
  }

  /** The number of instances that get requests, now or soon. */
  public get size(): number {
    return this.ready.length + this.starts;
  }

  /**
   * Starts one instance. A program that ends is started again, some times.
   * @throws DeploymentError if no instance becomes ready
   */
  public async startInstance(): Promise<void> {
    this.starts++;
    try {
      for (let start = 1; !(await this.tryToStart()); start++) {
        if (this.stopped.signal.aborted) return;
        if (start === MAX_STARTS) throw this.notReady();
        this.useImageUser();
        await wait(RESTART_AFTER_MS * start, undefined, { signal: this.stopped.signal });
      }
    } finally {
      this.starts--;
    }
    this.context.onChange();
  }

  /** Lets the instances end their requests, and stops them. */
  public retire(): void {
    this.stopped.abort();
    for (const instance of this.all) instance.retire();
  }

  public async stop(): Promise<void> {
    this.stopped.abort();
    await Promise.all(this.instances.map((instance) => instance.stop()));
  }

  private async tryToStart(): Promise<boolean> {
    const instance = new ManagedInstance(this.settings, this.user, {
      ...this.context,
      onChange: () => {
        if (instance.status === "stopping" && instance.requests === 0) this.all.delete(instance);
        this.context.onChange();
      },
    });
    this.all.add(instance);
    try {
      return await instance.start(await this.prepare());
    } catch (error) {
      // The engine may have removed the image.
      this.image = undefined;
      // A program may take 30 seconds to end: the failure is reported before.
      void instance.stop();
      throw error;
    }
  }

  /** A program that has ended may need the user of its image. */
  private useImageUser(): void {
    if (this.user === undefined) return;
    this.user = undefined;
    this.context.onEvent("", "started as user 1000, and ended. It starts as the user of its image now");
  }

  private prepare(): Promise<string> {
    const { engine } = this.context;
    this.image ??= engine.prepare(this.settings.image, this.stopped.signal).catch((error: unknown) => {
      this.image = undefined;
      throw error;
    });
    return this.image;
  }

  private notReady(): DeploymentError {
    const { port, startupProbe, livenessProbe } = this.settings;
    return notReady(port, startupProbe ?? livenessProbe);
  }
}
