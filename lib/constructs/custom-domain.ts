import { Op, Token, conditional, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ContainerDomain as Resource } from "@cdktf/provider-scaleway/lib/container-domain";
import { DomainRecord } from "@cdktf/provider-scaleway/lib/domain-record";
import { containerReference, isContainerReference, type ContainerReference } from "../contracts/container-reference";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { DEFAULTS, DOMAINS_PER_CONTAINER, DOMAIN_LIMITS } from "../facts/limits";
import { call } from "../terraform/expressions";
import { wholeNumber } from "../schema/fields";
import { hostname, hostnameProblem } from "../schema/hostname";

import { show } from "../base/show";
import { groupBy } from "../base/group-by";
import { checkStack, membersOf, repeated } from "../terraform/stack-checks";
import { regionFor } from "../terraform/stack-region";
import { acrossFields, propsSchema, validate } from "../schema/parse";

export interface CustomDomainOptions {
  /**
   * The full name, as `api.example.com`: 3 to 63 characters, lower case. No scheme, no dot at the end, no wildcard.
   * Another one replaces the domain.
   */
  readonly hostname: string;
  /**
   * The Scaleway DNS zone that the hostname is in: its record is made there, before the domain.
   * @default - none: the record to `cnameTarget` has to be there already, wherever the zone is
   */
  readonly dnsZone?: string | undefined;
  /**
   * Seconds that resolvers may keep the record: 60 to 2 592 000. Only with `dnsZone`.
   * @default 3600
   */
  readonly ttlSeconds?: number | undefined;
}

export interface CustomDomainProps extends CustomDomainOptions {
  /** The container that is served. */
  readonly container: ContainerReference;
}

/** Serves a container under a hostname of your own, with a certificate that Scaleway makes. */
export class CustomDomain extends Construct {
  public readonly hostname: string;
  public readonly container: ContainerReference;
  readonly #resource: Resource;

  constructor(scope: Construct, id: string, props: CustomDomainProps) {
    super(scope, id);
    validate(this, schema, props);
    this.hostname = props.hostname;
    this.container = props.container;
    const record =
      props.dnsZone === undefined
        ? undefined
        : new DomainRecord(this, "Record", renderRecord(this, { ...props, dnsZone: props.dnsZone }));
    this.#resource = new Resource(this, "Resource", {
      containerId: this.container.containerId,
      region: regionFor(this, this.container),
      hostname: this.hostname,
      dependsOn: record && [record],
    });
    checkStack(this, domainIssues);
  }

  /** `region/uuid` of the domain. */
  public get domainId(): string {
    return this.#resource.id;
  }

  /** The HTTPS URL. */
  public get url(): string {
    return `https://${this.hostname}`;
  }

  /**
   * The host that a CNAME (an ALIAS at the apex) has to point to, without a dot at the end.
   * @throws ValidationError when the container is an imported one, and its endpoint was not given
   */
  public get cnameTarget(): string {
    const { domainName } = this.container;
    if (domainName === undefined) throw new ValidationError(this.node.path, [unknownEndpoint]);
    return domainName;
  }
}

const unknownEndpoint = {
  path: "container",
  message: "has no known endpoint to point a record to; give endpoint to ServerlessContainer.fromAttributes",
};

const schema = acrossFields(
  propsSchema<CustomDomainProps>()({
    container: containerReference(),
    hostname: hostname(DOMAIN_LIMITS.hostname),
    dnsZone: hostname(DOMAIN_LIMITS.dnsZone).optional(),
    ttlSeconds: wholeNumber(DOMAIN_LIMITS.ttlSeconds).optional(),
  }),
  recordIssues,
);

function* recordIssues(props: Partial<CustomDomainProps>): Iterable<ValidationIssue> {
  const { container, hostname, dnsZone, ttlSeconds } = props;
  if (dnsZone === undefined) {
    const message = "has no effect without dnsZone; remove it, and set the TTL where the record is made";
    if (ttlSeconds !== undefined) yield { path: "ttlSeconds", message };
    return;
  }
  if (isContainerReference(container) && container.domainName === undefined) yield unknownEndpoint;
  if (![hostname, dnsZone].every((each) => typeof each === "string" && hostnameProblem(each) === undefined)) return;
  if (hostname !== dnsZone && !hostname?.endsWith(`.${dnsZone}`)) {
    yield {
      path: "hostname",
      message: `${show(hostname)} is not in the zone ${show(dnsZone)}; write the zone that holds it, or leave dnsZone out`,
    };
  }
}

function domainIssues(stack: TerraformStack): ValidationIssue[] {
  const domains = membersOf(stack, (each) => each instanceof CustomDomain);
  const ofContainer = groupBy(domains, ({ container }) =>
    Token.isUnresolved(container.containerId) ? container.node.path : container.containerId,
  );
  return [
    ...repeated(
      "hostname",
      domains,
      (domain) => domain.hostname,
      "a hostname leads to one container; keep one of them",
    ),
    ...[...ofContainer]
      .filter(([, { length }]) => length > DOMAINS_PER_CONTAINER)
      .map(([path, { length }]) => ({
        path,
        message: `has ${length} domains; Scaleway takes at most ${DOMAINS_PER_CONTAINER} for a container, so give the rest to another one`,
      })),
  ];
}

/** An apex cannot have a CNAME beside its other records, so it gets an ALIAS. */
function renderRecord(
  { hostname, cnameTarget }: CustomDomain,
  { dnsZone, ttlSeconds = DEFAULTS.domain.ttlSeconds }: CustomDomainProps & { readonly dnsZone: string },
) {
  const isToken = [hostname, dnsZone].some((each) => Token.isUnresolved(each));
  return {
    dnsZone,
    ...(isToken
      ? {
          name: Token.asString(call("trimsuffix", call("trimsuffix", hostname, dnsZone), ".")),
          type: Token.asString(conditional(Op.eq(hostname, dnsZone), "ALIAS", "CNAME")),
        }
      : {
          name: hostname === dnsZone ? "" : hostname.slice(0, -`.${dnsZone}`.length),
          type: hostname === dnsZone ? "ALIAS" : "CNAME",
        }),
    data: `${cnameTarget}.`,
    ttl: ttlSeconds,
  };
}
