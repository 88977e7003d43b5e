import { DeploymentError } from "../engine/engine";
import type { Container } from "../products/container/records";
import { Deployment } from "./deployment";
import type { InstanceContext, ManagedInstance } from "./managed-instance";
import { NoDeploymentError, type InstanceView, type Lease } from "./runtime";
import { neededInstances, requestLimit, SCALE_DOWN_AFTER_MS, SCALE_TO_ZERO_AFTER_MS } from "./scaling";
import { scalingSettings, type DeploymentSettings, type ScalingSettings } from "./settings";

const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 30_000;

/** What a workload reports. */
export interface WorkloadContext extends Omit<InstanceContext, "onChange"> {
  /** The deployment of a revision has ended; without a reason, it serves. */
  readonly onDeployed: (revision: number, settings: DeploymentSettings, reason: string | undefined) => void;
}

interface Waiter {
  readonly serve: (instance: ManagedInstance) => void;
  readonly reject: (error: Error) => void;
}

interface Candidate {
  readonly deployment: Deployment;
  readonly aborted: AbortController;
}

/** The deployments of one container: the one that serves, and the one that starts. */
export class Workload {
  private serving: Deployment | undefined;
  private candidate: Candidate | undefined;
  /** Deployments that end their last requests. */
  private readonly retired = new Set<Deployment>();
  private waiters: Waiter[] = [];
  private failures = 0;
  private pausedUntil = 0;
  private usagePercent = 0;
  private isMeasuring = false;
  private readonly instanceContext: InstanceContext;

  constructor(
    private scaling: ScalingSettings,
    private readonly context: WorkloadContext,
  ) {
    this.instanceContext = {
      ...context,
      onChange: () => {
        this.adjust();
      },
    };
  }

  public instances(): InstanceView[] {
    const newest = this.candidate?.deployment ?? this.serving;
    return this.deployments().flatMap((deployment) =>
      deployment.instances.map(({ id, status, requests, startedAt }) => ({
        id,
        status,
        isNewest: deployment === newest,
        requests,
        startedAt,
      })),
    );
  }

  /** The settings that count at once. */
  public scale(container: Container): void {
    this.scaling = scalingSettings(container);
    this.adjust();
  }

  /** Serves a deployment that was successful before this server started. */
  public serve(revision: number, settings: DeploymentSettings): void {
    this.serving = new Deployment(revision, settings, this.instanceContext);
    this.adjust();
  }

  public hasRevision(revision: number): boolean {
    return this.candidate?.deployment.revision === revision || this.serving?.revision === revision;
  }

  /** Starts a deployment. The previous one serves until an instance of the new one is ready. */
  public async deploy(revision: number, settings: DeploymentSettings): Promise<void> {
    const aborted = new AbortController();
    const deployment = new Deployment(revision, settings, this.instanceContext);
    this.abandon(this.candidate);
    this.candidate = { deployment, aborted };
    try {
      await deployment.startInstance();
      if (aborted.signal.aborted) return;
      this.candidate = undefined;
      if (this.serving !== undefined) this.retire(this.serving);
      this.serving = deployment;
      this.failures = 0;
      this.pausedUntil = 0;
      this.context.onDeployed(revision, settings, undefined);
      this.adjust();
    } catch (error) {
      if (aborted.signal.aborted) return;
      this.candidate = undefined;
      void deployment.stop();
      this.context.onDeployed(revision, settings, reasonOf(error));
      if (this.serving === undefined) this.rejectWaiters(new NoDeploymentError(reasonOf(error)));
    }
  }

  /** Stops serving, for example because Scaleway keeps the predecessor of a failed deployment for a day only. */
  public dropServing(): void {
    if (this.serving !== undefined) this.retire(this.serving);
    this.serving = undefined;
    if (this.candidate === undefined) this.rejectWaiters(new NoDeploymentError());
  }

  public acquire(signal: AbortSignal): Promise<Lease> {
    if (this.serving === undefined && this.candidate === undefined) return Promise.reject(new NoDeploymentError());
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.waiters = this.waiters.filter((each) => each !== waiter);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        serve: (instance) => {
          signal.removeEventListener("abort", cancel);
          resolve(leaseOf(instance));
        },
        reject: (error) => {
          signal.removeEventListener("abort", cancel);
          reject(error);
        },
      };
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      signal.addEventListener("abort", cancel, { once: true });
      this.waiters.push(waiter);
      this.adjust();
    });
  }

  /** Stops instances that are not needed, and starts those that are missing. */
  public tick(): void {
    void this.measure();
    this.adjust();
    this.stopIdle();
  }

  public async stop(): Promise<void> {
    this.abandon(this.candidate);
    this.candidate = undefined;
    const deployments = this.deployments();
    this.serving = undefined;
    this.rejectWaiters(new NoDeploymentError());
    await Promise.all(deployments.map((deployment) => deployment.stop()));
  }

  private deployments(): Deployment[] {
    return [this.candidate?.deployment, this.serving, ...this.retired].filter((each) => each !== undefined);
  }

  private abandon(candidate: Candidate | undefined): void {
    candidate?.aborted.abort();
    if (candidate !== undefined) void candidate.deployment.stop();
  }

  private retire(deployment: Deployment): void {
    this.retired.add(deployment);
    deployment.retire();
  }

  /** Gives requests to instances, and starts the instances that the load needs. */
  private adjust(): void {
    for (const deployment of this.retired) if (deployment.instances.length === 0) this.retired.delete(deployment);
    const { serving } = this;
    if (serving === undefined) return;
    this.assignWaiters(serving);
    const missing = this.needed(serving) - serving.size;
    if (this.context.clock.now() < this.pausedUntil) return;
    for (let index = 0; index < missing; index++) void this.grow(serving);
  }

  private needed({ ready }: Deployment): number {
    return neededInstances(this.scaling, {
      requests: sum(ready.map(({ requests }) => requests)),
      waiting: this.waiters.length,
      usagePercent: this.usagePercent,
    });
  }

  private assignWaiters({ ready }: Deployment): void {
    const limit = requestLimit(this.scaling, ready.length);
    while (this.waiters.length > 0) {
      const free = leastBusy(ready);
      if (free === undefined || free.requests >= limit) return;
      free.take();
      this.waiters.shift()?.serve(free);
    }
  }

  private async grow(deployment: Deployment): Promise<void> {
    try {
      await deployment.startInstance();
      this.failures = 0;
    } catch (error) {
      if (this.serving !== deployment) return;
      this.pause(reasonOf(error));
      if (deployment.ready.length === 0) this.rejectWaiters(new NoDeploymentError(reasonOf(error)));
    }
  }

  /** Several instances that fail at once are one failure. */
  private pause(reason: string): void {
    const now = this.context.clock.now();
    if (now < this.pausedUntil) return;
    this.pausedUntil = now + Math.min(FIRST_PAUSE_MS * 2 ** this.failures++, MAX_PAUSE_MS);
    this.context.onEvent("", `an instance cannot be started: ${reason}`);
  }

  private stopIdle(): void {
    const { serving, context } = this;
    if (serving === undefined) return;
    const idle = serving.ready.filter(({ requests }) => requests === 0);
    let surplus = serving.size - this.needed(serving);
    for (const instance of idle.toSorted((a, b) => a.idleSince - b.idleSince)) {
      if (surplus <= 0) return;
      const isLast = serving.size === 1;
      const idleMs = context.clock.now() - instance.idleSince;
      if (idleMs < (isLast ? SCALE_TO_ZERO_AFTER_MS : SCALE_DOWN_AFTER_MS)) continue;
      surplus--;
      instance.retire();
    }
  }

  /** Measures the use, which may take an engine longer than the time to the next tick. */
  private async measure(): Promise<void> {
    const { scalesBy } = this.scaling;
    if (scalesBy === "requests" || this.isMeasuring) return;
    this.isMeasuring = true;
    const usages = (await Promise.all((this.serving?.ready ?? []).map((instance) => instance.usage()))).filter(
      (usage) => usage !== undefined,
    );
    this.usagePercent = sum(usages.map((usage) => (scalesBy === "cpu" ? usage.cpuPercent : usage.memoryPercent)));
    this.isMeasuring = false;
  }

  private rejectWaiters(error: Error): void {
    const { waiters } = this;
    this.waiters = [];
    for (const { reject } of waiters) reject(error);
  }
}

function leaseOf(instance: ManagedInstance): Lease {
  return {
    ...instance.address,
    release: () => {
      instance.giveBack();
    },
  };
}

function leastBusy(instances: readonly ManagedInstance[]): ManagedInstance | undefined {
  return instances.reduce<ManagedInstance | undefined>(
    (best, each) => (best === undefined || each.requests < best.requests ? each : best),
    undefined,
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof DeploymentError) return error.message;
  // Scaleway's text for everything else.
  return "An internal error occurred while deploying the Serverless Container. Please retry or contact support if the problem persists.";
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
