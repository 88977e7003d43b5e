import { randomUUID } from "node:crypto";
import type Docker from "dockerode";
import { setTimeout as wait } from "node:timers/promises";
import { connect } from "./connect";
import type { Endpoint } from "./endpoints";
import { DeploymentError, type Engine, type Host, type Instance, type InstanceSettings } from "./engine";
import { engineReason } from "./engine-errors";
import { hostOf, isPodman, type Facts } from "./facts";
import { prepareImage } from "./images";
import { createOptions, OWNER_LABEL, SERVER_LABEL } from "./instance-options";
import { DockerInstance, TIMES } from "./instance";
import { Pulls } from "./pulls";

const LOOPBACK = "127.0.0.1";
const REMOVAL_ATTEMPTS = 50;
const REMOVAL_RETRY_MS = 200;

export interface EngineOptions {
  /** The ID of the state folder: the label of everything that the engine starts. */
  readonly owner: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Called before the program of an instance starts, if the servers must listen on the address of {@link Engine.host}. */
  readonly onNetwork?: ((address: string) => Promise<void>) | undefined;
  /** Called with the progress of pulls. */
  readonly showProgress?: ((text: string) => void) | undefined;
  /** Shortened by tests. */
  readonly times?: typeof TIMES;
}

/** Runs instances on an engine with Docker's API. */
export class DockerEngine implements Engine {
  public readonly name: string;
  public readonly host: Host;
  private readonly times: typeof TIMES;
  private readonly label: string;
  private readonly pulls: Pulls;
  private readonly server = randomUUID();
  private readonly starts = new Set<Promise<unknown>>();
  private readonly instances = new Set<DockerInstance>();
  private client: Promise<Docker> | undefined;
  private orphanCheck: NodeJS.Timeout | undefined;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly facts: Facts,
    private readonly options: EngineOptions,
  ) {
    this.times = options.times ?? TIMES;
    this.pulls = new Pulls(options.showProgress);
    this.label = `${OWNER_LABEL}=${options.owner}`;
    this.name = `${isPodman(facts) ? "podman" : "Docker"} ${facts.version.Version}`;
    this.host = hostOf(endpoint, facts);
  }

  public async prepare(image: string, signal: AbortSignal): Promise<string> {
    return await prepareImage(await this.docker(), image, this.options.environment, signal, this.pulls);
  }

  public async start(settings: InstanceSettings): Promise<Instance> {
    this.orphanCheck ??= setTimeout(() => void this.removeOrphans(), this.times.orphanCheckMs).unref();
    const start = this.startInstance(settings);
    this.starts.add(start);
    try {
      return await start;
    } catch (error) {
      const problem = `Container is unable to start OR is not listening on port ${settings.port}`;
      throw new DeploymentError(`${problem}. ${engineReason(error)}`);
    } finally {
      this.starts.delete(start);
    }
  }

  public async removeAll(): Promise<void> {
    clearTimeout(this.orphanCheck);
    const docker = await this.docker();
    for (let attempt = 0; attempt < REMOVAL_ATTEMPTS; attempt++) {
      // An engine creates an instance also if nobody waits for the answer any more.
      await Promise.allSettled(this.starts);
      await Promise.all([...this.instances].map((instance) => instance.remove()));
      const containers = await this.list();
      if (containers.length === 0 && this.starts.size === 0) return;
      const removals = containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true }));
      const results = await Promise.allSettled(removals);
      // For example an instance that is being removed already.
      if (results.some(({ status }) => status === "rejected")) await wait(REMOVAL_RETRY_MS);
    }
    throw new Error(`${this.name}: containers with the label ${this.label} cannot be removed. Remove them.`);
  }

  /** Removes what a server that was killed was creating at that moment: the engine may have created it after `removeAll`. */
  private async removeOrphans(): Promise<void> {
    try {
      const docker = await this.docker();
      const orphans = (await this.list()).filter(({ Labels }) => Labels[SERVER_LABEL] !== this.server);
      await Promise.all(orphans.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })));
    } catch {
      // The engine has gone, or an orphan has ended. The next server removes what is left.
    }
  }

  private async list(): Promise<Docker.ContainerInfo[]> {
    return await (await this.docker()).listContainers({ all: true, filters: { label: [this.label] } });
  }

  private async startInstance(settings: InstanceSettings): Promise<Instance> {
    const docker = await this.docker();
    const isLocal = "socketPath" in this.endpoint || [LOOPBACK, "localhost"].includes(this.endpoint.host);
    const container = await docker.createContainer(
      createOptions(settings, {
        owner: this.options.owner,
        server: this.server,
        // The ports of an engine on another machine are reached from here by the network.
        publishedOn: isLocal ? LOOPBACK : "0.0.0.0",
        hasCpuLimit: this.facts.info.CpuCfsQuota !== false,
        hostName: this.host.name,
      }),
    );
    const host = "host" in this.endpoint ? this.endpoint.host : LOOPBACK;
    const instance = new DockerInstance(container, settings, host, this.times);
    this.instances.add(instance);
    void instance.exited.then(() => this.instances.delete(instance));
    try {
      await instance.attach();
      if (this.host.address !== undefined) await this.options.onNetwork?.(this.host.address);
      await instance.start();
      return instance;
    } catch (error) {
      this.instances.delete(instance);
      await instance.remove();
      throw error;
    }
  }

  private docker(): Promise<Docker> {
    return (this.client ??= connect(this.endpoint));
  }
}
