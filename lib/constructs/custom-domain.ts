import { Op, Token, conditional, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ContainerDomain as Resource } from "@cdktf/provider-scaleway/lib/container-domain";
import { DomainRecord } from "@cdktf/provider-scaleway/lib/domain-record";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { groupBy } from "../base/group-by";
import { show } from "../base/show";
import { literalsOf } from "../base/token-text";
import type { ContainerReference } from "../contracts/container-reference";
import { containerReferenceField, isContainerReference } from "../contracts/container-reference-schema";
import { DEFAULTS, DOMAIN_LIMITS } from "../facts/limits";
import { wholeNumber } from "../schema/fields";
import { hostnameField, hostnameProblem } from "../schema/hostname";
import { acrossFields, parse, propsSchema, type Unchecked } from "../schema/parse";
import { raisedLimitsField, withoutRaised, type RaisedLimit } from "../schema/raised-limits";
import { exceeding } from "../base/exceeded-limit";
import { orRaise } from "../schema/limit-text";
import { checkedId } from "../terraform/construct-id";
import { call } from "../terraform/expressions";
import { translateDependencies } from "../terraform/dependencies";
import { shareProvider } from "../terraform/provider";
import { checkStack, duplicates, membersOf } from "../terraform/stack-checks";
import { regionFor } from "../terraform/stack-region";

/** The options of `addDomain`. */
export interface CustomDomainOptions {
  /**
   * The full name, for example `api.example.com`: 3 to 63 characters in lowercase, without a scheme, a final dot or a wildcard.
   * Another hostname replaces the domain.
   * @example
   * ```ts
   * hostname: "api.example.com"
   * ```
   */
  readonly hostname: string;
  /**
   * The Scaleway DNS zone of the hostname: 3 to 253 characters. Its DNS record is created there before the domain: an ALIAS record if the
   * hostname is the zone itself, else a CNAME record.
   * @default - no record is created: a record to `cnameTarget` must exist before the apply
   * @example
   * ```ts
   * hostname: "api.example.com",
   * dnsZone: "example.com"
   * ```
   */
  readonly dnsZone?: string | undefined;
  /**
   * The number of seconds for which resolvers may cache the record: 60 to 2,592,000. Requires `dnsZone`.
   * @default 3600
   */
  readonly ttlSeconds?: number | undefined;
  /**
   * Limits of Scaleway that are higher than this release knows, for this domain.
   * @default - the limits that are raised on the scopes
   */
  readonly raisedLimits?: readonly RaisedLimit[] | undefined;
}

/** The props of a `CustomDomain`. */
export interface CustomDomainProps extends CustomDomainOptions {
  /** The container that the domain serves. */
  readonly container: ContainerReference;
}

/**
 * Serves a container under a custom hostname, with a certificate from Scaleway. A container has at most 50 domains.
 * @example
 * ```ts
 * const domain = new CustomDomain(stack, "domain", { container: api, hostname: "api.example.com", dnsZone: "example.com" });
 * new TerraformOutput(stack, "url", { value: domain.url });
 * ```
 */
export class CustomDomain extends Construct {
  /** The hostname that the container serves. */
  public readonly hostname: string;
  /** The container that the domain serves. */
  public readonly container: ContainerReference;
  readonly #resource: Resource;

  /**
   * @param scope a stack, or a construct below one
   * @throws ValidationError with every problem of the props, such as `invalid-hostname` or `hostname-outside-zone`; at synth with the code
   * `duplicate-name` if two domains of the stack have the same hostname, and `too-many` if a container has more than 50 domains
   */
  constructor(scope: Construct, id: string, props: CustomDomainProps) {
    super(scope, checkedId(scope, id));
    const { hostname, container, dnsZone, ttlSeconds = DEFAULTS.domain.ttlSeconds } = parse(this, domainSchema, props);
    this.hostname = hostname;
    this.container = container;
    shareProvider(this, container);
    const record = dnsZone && new DomainRecord(this, "Record", renderRecord(this, dnsZone, ttlSeconds));
    this.#resource = new Resource(this, "Resource", {
      containerId: container.containerId,
      region: regionFor(this, container),
      hostname,
      dependsOn: record ? [record] : undefined,
    });
    checkStack(this, domainIssues);
    translateDependencies(this);
  }

  /** The resource of the provider, for arguments that have no prop and for `addOverride`. */
  public get resource(): Resource {
    return this.#resource;
  }

  /** The ID of the domain in the form `region/uuid`. */
  public get domainId(): string {
    return this.#resource.id;
  }

  /** The HTTPS URL with the hostname. */
  public get url(): string {
    return `https://${this.hostname}`;
  }

  /**
   * The target of the CNAME record (of an ALIAS record at the apex), without a final dot.
   * @throws ValidationError with the code `unknown-endpoint` if the endpoint of the container is not known
   */
  public get cnameTarget(): string {
    const { domainName } = this.container;
    if (domainName === undefined) throw new ValidationError(this.node.path, [UNKNOWN_ENDPOINT]);
    return domainName;
  }
}

const UNKNOWN_ENDPOINT: ValidationIssue = {
  code: "unknown-endpoint",
  path: "container",
  message: "has no known endpoint for a DNS record. Pass endpoint to ServerlessContainer.fromAttributes.",
};

const domainSchema = acrossFields(
  propsSchema<CustomDomainProps>()({
    container: containerReferenceField(),
    hostname: hostnameField(DOMAIN_LIMITS.hostname),
    dnsZone: hostnameField(DOMAIN_LIMITS.dnsZone).optional(),
    ttlSeconds: wholeNumber(DOMAIN_LIMITS.ttlSeconds).optional(),
    raisedLimits: raisedLimitsField().optional(),
  }),
  recordIssues,
);

function* recordIssues(props: Unchecked<CustomDomainProps>): Iterable<ValidationIssue> {
  const { container, hostname, dnsZone, ttlSeconds } = props;
  if (dnsZone === undefined) {
    const message = "has no effect without dnsZone. Remove it, and set the TTL of the record that you create.";
    if (ttlSeconds !== undefined) yield { code: "no-effect", path: "ttlSeconds", message };
    return;
  }
  if (isContainerReference(container) && container.domainName === undefined) yield UNKNOWN_ENDPOINT;
  if (!isHostname(hostname) || !isHostname(dnsZone)) return;
  // The text after the last token; all of the hostname if it has no token.
  const end = literalsOf(hostname).at(-1) ?? "";
  const isUnknown = Token.isUnresolved(dnsZone) || (end !== hostname && `.${dnsZone}`.endsWith(end));
  if (isUnknown || hostname === dnsZone || end.endsWith(`.${dnsZone}`)) return;
  const message = `is not in the zone ${show(dnsZone)}, got ${show(hostname)}. Use the zone that contains it, or omit dnsZone.`;
  yield { code: "hostname-outside-zone", path: "hostname", message };
}

function isHostname(value: unknown): value is string {
  return typeof value === "string" && hostnameProblem(value) === undefined;
}

function domainIssues(stack: TerraformStack): ValidationIssue[] {
  const domains = membersOf(stack, (each) => each instanceof CustomDomain);
  const domainsByContainer = groupBy(domains, ({ container }) =>
    Token.isUnresolved(container.containerId) ? container.node.path : container.containerId,
  );
  const limit = DOMAIN_LIMITS.domainsPerContainer;
  const tooMany = [...domainsByContainer].filter(([, { length }]) => length > limit.max);
  const remedy = "A hostname can serve one container: keep one of them.";
  return [
    ...duplicates("hostname", domains, ({ hostname }) => hostname, remedy),
    ...tooMany.flatMap(([path, [first, ...others]]) => {
      const length = 1 + others.length;
      const message = `has too many domains, got ${length}. Use at most ${limit.max} per container${orRaise(limit)}.`;
      const issue: ValidationIssue = { code: "too-many", path, message, exceeded: exceeding(limit, length) };
      return withoutRaised(first, [issue]);
    }),
  ];
}

/** An apex cannot have a CNAME record beside its other records, so it gets an ALIAS record. */
function renderRecord({ hostname, cnameTarget }: CustomDomain, dnsZone: string, ttl: number) {
  const record = { dnsZone, data: `${cnameTarget}.`, ttl };
  if (Token.isUnresolved(hostname) || Token.isUnresolved(dnsZone)) {
    return {
      ...record,
      name: Token.asString(call("trimsuffix", call("trimsuffix", hostname, dnsZone), ".")),
      type: Token.asString(conditional(Op.eq(hostname, dnsZone), "ALIAS", "CNAME")),
    };
  }
  const isApex = hostname === dnsZone;
  return {
    ...record,
    name: isApex ? "" : hostname.slice(0, -`.${dnsZone}`.length),
    type: isApex ? "ALIAS" : "CNAME",
  };
}
