import type { DeployedContainer, DeployedDomain, DeployedStack, DeployedTrigger } from "../deployed/deployed-stack";
import { ScalewayApiError } from "../scaleway-api/api-error";
import type { ApiTrigger } from "../scaleway-api/containers";
import { imageStatus } from "./image-status";
import type { LiveKind, LiveResources } from "./live-resources";
import { notReadOf } from "./not-read";
import { queueStatus } from "./queue-depths";
import { nextRun } from "./schedules";
import type { StatusSources } from "./sources";
import {
  STATUS_VERSION,
  type ContainerStatus,
  type DomainStatus,
  type StackStatus,
  type StatusReport,
  type TriggerStatus,
} from "./status-schema";
import { verdictOf } from "./verdict";

export function buildReport(sources: StatusSources): StatusReport {
  const { deployed, now } = sources;
  const builder = new ReportBuilder(sources);
  const stacks = deployed.stacks.map((stack) => builder.stack(stack));
  const notRead = notReadOf(sources);
  const removedStacks = [...deployed.removed];
  const { isReady, verdict } = verdictOf({ stacks, notRead, removedStacks });
  return { version: STATUS_VERSION, isReady, verdict, time: now.toISOString(), notRead, removedStacks, stacks };
}

class ReportBuilder {
  readonly #live: LiveResources | undefined;
  readonly #domains: readonly DeployedDomain[];
  readonly #triggers: readonly DeployedTrigger[];
  readonly #containerIds: ReadonlySet<string>;

  constructor(private readonly sources: StatusSources) {
    const { live, deployed } = sources;
    this.#live = live instanceof ScalewayApiError ? undefined : live;
    this.#domains = deployed.stacks.flatMap(({ domains }) => domains);
    this.#triggers = deployed.stacks.flatMap(({ triggers }) => triggers);
    this.#containerIds = new Set(deployed.stacks.flatMap(({ containers }) => containers.map(({ id }) => id)));
  }

  public stack({
    name,
    stateLocation,
    isDeployed,
    containers,
    undeployed,
    domains,
    triggers,
  }: DeployedStack): StackStatus {
    const isElsewhere = ({ containerId }: { readonly containerId: string }) => !this.#containerIds.has(containerId);
    return {
      name,
      state: stateLocation,
      isDeployed,
      containers: [
        ...containers.map((container) => this.container(container)),
        ...undeployed.map((each): ContainerStatus => {
          return { ...each, status: "not-deployed", isReady: false, domains: [], triggers: [] };
        }),
      ],
      domains: domains.filter(isElsewhere).map((domain) => this.domain(domain)),
      triggers: triggers.filter(isElsewhere).map((trigger) => this.trigger(trigger)),
    };
  }

  private container(container: DeployedContainer): ContainerStatus {
    const { id, name, namespaceId, region, address, url } = container;
    const live = this.#live?.containers.byId.get(id);
    const [min, max] = [live?.min_scale ?? container.minScale, live?.max_scale ?? container.maxScale];
    const namespace = container.namespaceName ?? this.#live?.namespaceNames.get(namespaceId);
    const image = imageStatus(container, this.sources.lock, live?.image);
    const status = this.statusOf(this.#live?.containers, id, namespaceId);
    const parts = { domains: this.domainsOf(container), triggers: this.triggersOf(container) };
    const isReady =
      image.running === undefined &&
      [status, ...parts.domains, ...parts.triggers].every((part) => part.status === "ready");
    return {
      name,
      ...(namespace !== undefined && { namespace }),
      region,
      id,
      address,
      ...status,
      isReady,
      ...(url !== undefined && { url }),
      ...(min !== undefined && max !== undefined && { scale: { min, max } }),
      image,
      ...parts,
    };
  }

  /** The domains in the states, and those that only Scaleway has. */
  private domainsOf({ id, namespaceId }: DeployedContainer): DomainStatus[] {
    const inState = this.#domains.filter(({ containerId }) => containerId === id);
    const others = this.othersOf(this.#live?.domains, id, this.#domains);
    return [
      ...inState.map((domain) => this.domain(domain, namespaceId)),
      ...others.map(({ id: domainId, hostname }) => {
        return { hostname, ...this.statusOf(this.#live?.domains, domainId, namespaceId), isInState: false };
      }),
    ];
  }

  private domain({ id, hostname }: DeployedDomain, namespaceId = ""): DomainStatus {
    return { hostname, ...this.statusOf(this.#live?.domains, id, namespaceId), isInState: true };
  }

  private triggersOf({ id, namespaceId }: DeployedContainer): TriggerStatus[] {
    const inState = this.#triggers.filter(({ containerId }) => containerId === id);
    const others = this.othersOf(this.#live?.triggers, id, this.#triggers);
    return [
      ...inState.map((trigger) => this.trigger(trigger, namespaceId)),
      ...others.map((trigger): TriggerStatus => {
        const { name, source_type: type } = trigger;
        const status = this.statusOf(this.#live?.triggers, trigger.id, namespaceId);
        return { name, type, ...status, isInState: false, ...this.source(liveSource(trigger), status.status) };
      }),
    ];
  }

  private trigger(trigger: DeployedTrigger, namespaceId = ""): TriggerStatus {
    const { id, name } = trigger;
    const status = this.statusOf(this.#live?.triggers, id, namespaceId);
    const live = this.#live?.triggers.byId.get(id);
    const source = live === undefined ? stateSource(trigger) : liveSource(live);
    return { name, type: trigger.type, ...status, isInState: true, ...this.source(source, status.status) };
  }

  private source({ schedule, timezone, queueUrl, subject }: Source, status: string): Partial<TriggerStatus> {
    if (queueUrl !== undefined) return queueStatus(queueUrl, this.sources.queues);
    if (subject !== undefined) return { subject };
    if (schedule === undefined || timezone === undefined) return {};
    const next = status === "ready" ? nextRun(schedule, timezone, this.sources.now) : undefined;
    return { schedule, timezone, ...(next !== undefined && { nextRun: next.toISOString() }) };
  }

  private othersOf<Resource extends { readonly id: string; readonly container_id: string }>(
    kind: LiveKind<Resource> | undefined,
    containerId: string,
    inState: readonly { readonly id: string }[],
  ): Resource[] {
    const ids = new Set(inState.map(({ id }) => id));
    return [...(kind?.byId.values() ?? [])].filter((each) => each.container_id === containerId && !ids.has(each.id));
  }

  private statusOf(
    kind: LiveKind<{ readonly status: string; readonly error_message?: string | null | undefined }> | undefined,
    id: string,
    namespaceId: string,
  ): { readonly status: string; readonly errorMessage?: string } {
    const live = kind?.byId.get(id);
    if (live === undefined) return { status: kind === undefined || kind.errors.has(namespaceId) ? "unknown" : "gone" };
    const { status, error_message: message } = live;
    if (typeof message !== "string" || message === "") return { status };
    return { status, errorMessage: this.sources.deployed.secrets.mask(message) };
  }
}

interface Source {
  readonly schedule?: string | undefined;
  readonly timezone?: string | undefined;
  readonly queueUrl?: string | undefined;
  readonly subject?: string | undefined;
}

function stateSource(trigger: DeployedTrigger): Source {
  switch (trigger.type) {
    case "cron":
      return { schedule: trigger.schedule, timezone: trigger.timezone };
    case "sqs":
      return { queueUrl: trigger.queueUrl };
    case "nats":
      return { subject: trigger.subject };
    case "unknown":
      return {};
  }
}

function liveSource({ cron_config: cron, sqs_config: sqs, nats_config: nats }: ApiTrigger): Source {
  return { schedule: cron?.schedule, timezone: cron?.timezone, queueUrl: sqs?.queue_url, subject: nats?.subject };
}
