import { setTimeout as wait } from "node:timers/promises";
import type { Services } from "../api/context";
import { NEVER } from "../api/lifecycle";
import type { Engine } from "../engine/engine";
import type { Logs } from "../logs/logs";
import { containers, namespaces, TABLES, type Container } from "../products/container/records";
import type { InstanceContext } from "./managed-instance";
import { NoDeploymentError, type InstanceView, type Lease, type Runtime } from "./runtime";
import { deploymentSettings, scalingSettings, type DeploymentSettings } from "./settings";
import { Workload } from "./workload";

const TICK_MS = 1000;
/** Programs that ignore SIGTERM, such as most node servers, must not delay the end of this server. */
const CLOSE_LIMIT_MS = 5000;
/** Scaleway keeps the predecessor of a failed deployment for this time. */
const KEEP_PREDECESSOR_MS = 24 * 3_600_000;

/** The last deployment of a container that was successful, so that it serves again after a restart of this server. */
interface Deployed {
  readonly id: string;
  readonly revision: number;
  readonly settings: DeploymentSettings;
}

/** The end of a deployment; without a reason, it was successful. */
interface Result extends Deployed {
  readonly reason: string | undefined;
}

/** A workload that runs, and the record that it runs. Restored records are other ones. */
interface Running {
  readonly workload: Workload;
  readonly deployed: Deployed | undefined;
}

const deployments = ({ store }: Services) => store.table<Deployed>("local.deployments");

/** Runs what the records of containers say. */
export class Workloads implements Runtime {
  private readonly running = new Map<string, Running>();
  private timer: NodeJS.Timeout | undefined;
  private results: Result[] = [];

  constructor(
    private readonly services: Services,
    private readonly engine: Engine,
    private readonly logs: Logs,
    private readonly adapt: InstanceContext["adapt"],
  ) {}

  public start(): void {
    this.services.store.onChange([TABLES.containers], () => {
      this.reconcile();
    });
    this.services.clock.onAdvance(() => {
      this.tick();
    });
    this.timer = setInterval(() => {
      this.tick();
    }, TICK_MS).unref();
    this.reconcile();
  }

  public async close(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    const stopped = Promise.all([...this.running.values()].map(({ workload }) => workload.stop()));
    await Promise.race([stopped, wait(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    await this.engine.removeAll();
  }

  public acquire(containerId: string, signal: AbortSignal): Promise<Lease> {
    const running = this.running.get(containerId);
    return running === undefined ? Promise.reject(new NoDeploymentError()) : running.workload.acquire(signal);
  }

  public instances(containerId: string): readonly InstanceView[] {
    return this.running.get(containerId)?.workload.instances() ?? [];
  }

  private reconcile(): void {
    if (this.timer === undefined) return;
    const records = containers(this.services);
    const isRunnable = (container: Container) => container.change?.status !== "deleting";
    for (const [id, { workload, deployed }] of this.running) {
      const container = records.get(id);
      const isSame = deployments(this.services).get(id) === deployed;
      if (container !== undefined && isRunnable(container) && isSame) continue;
      this.running.delete(id);
      void workload.stop();
    }
    for (const container of records.all().filter(isRunnable)) this.update(container);
    this.forgetDeployments();
  }

  private update(container: Container): void {
    const { id, revision } = container;
    const workload = this.running.get(id)?.workload ?? this.createWorkload(container);
    workload.scale(container);
    const isPending = container.change?.until === NEVER;
    if (isPending && !workload.hasRevision(revision)) void workload.deploy(revision, this.settingsOf(container));
  }

  private createWorkload(container: Container): Workload {
    const { id } = container;
    const workload = new Workload(scalingSettings(container), {
      containerId: id,
      engine: this.engine,
      clock: this.services.clock,
      adapt: this.adapt,
      onOutput: (instanceId, line) => {
        this.logs.append({ ...line, containerId: id, instanceId });
      },
      onEvent: (instanceId, text) => {
        this.log(id, instanceId, text);
      },
      onDeployed: (revision, settings, reason) => {
        if (reason !== undefined) this.log(id, "", `deployment failed: ${reason}`);
        this.results.push({ id, revision, settings, reason });
        this.recordResults();
      },
    });
    const deployed = deployments(this.services).get(id);
    this.running.set(id, { workload, deployed });
    if (deployed !== undefined) workload.serve(deployed.revision, deployed.settings);
    // The state of a server without an engine.
    else if (container.change?.until !== NEVER && container.status === "ready") {
      workload.serve(container.revision, this.settingsOf(container));
    }
    return workload;
  }

  private settingsOf(container: Container): DeploymentSettings {
    return deploymentSettings(container, namespaces(this.services).get(container.namespace_id));
  }

  private recordResults(): void {
    const { services, results } = this;
    const isRecorded = this.tryToChange(() => {
      for (const { reason, ...deployed } of results) {
        const container = containers(services).get(deployed.id);
        if (container?.revision !== deployed.revision || container.change?.status === "deleting") continue;
        const status = reason === undefined ? "ready" : "error";
        containers(services).put(deployed.id, { ...container, status, error: reason, change: undefined });
        if (reason === undefined) deployments(services).put(deployed.id, deployed);
      }
    });
    if (!isRecorded) return;
    for (const { id } of results) this.updateRecord(id);
    this.results = [];
  }

  private updateRecord(id: string): void {
    const running = this.running.get(id);
    if (running !== undefined) this.running.set(id, { ...running, deployed: deployments(this.services).get(id) });
  }

  /** Changes records, or fails without a change, for example because the disk is full. The next tick tries again. */
  private tryToChange(work: () => void): boolean {
    try {
      this.services.store.transaction(work);
      return true;
    } catch {
      return false;
    }
  }

  private log(containerId: string, instanceId: string, text: string): void {
    this.logs.append({ containerId, instanceId, text, stream: "platform", time: this.services.clock.now() });
  }

  private tick(): void {
    this.recordResults();
    this.dropPredecessors();
    for (const { workload } of this.running.values()) workload.tick();
  }

  private dropPredecessors(): void {
    const { services } = this;
    const since = services.clock.now() - KEEP_PREDECESSOR_MS;
    for (const { id, status, change, updated_at } of containers(services).all()) {
      if (status !== "error" || change !== undefined || Date.parse(updated_at) > since) continue;
      this.running.get(id)?.workload.dropServing();
      if (deployments(services).get(id) === undefined) continue;
      this.tryToChange(() => {
        deployments(services).delete(id);
      });
      this.updateRecord(id);
    }
  }

  private forgetDeployments(): void {
    const { services } = this;
    const orphans = deployments(services)
      .all()
      .filter(({ id }) => containers(services).get(id) === undefined);
    if (orphans.length === 0) return;
    this.tryToChange(() => {
      for (const { id } of orphans) deployments(services).delete(id);
    });
  }
}
