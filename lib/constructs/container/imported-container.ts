import type { Construct } from "constructs";
import { CONTAINER_LIMITS, PRIVACIES, type Privacy, type Region } from "../../facts/limits";
import { hostOf } from "../../terraform/expressions";
import { choice, formatted, text, wholeNumber } from "../../schema/fields";
import { hostnameProblem } from "../../schema/hostname";
import { region, regionIssues, regionOf, regionalId, uuid } from "../../schema/identifiers";
import { regionIn } from "../../terraform/stack-region";
import { acrossFields, propsSchema, validate } from "../../schema/parse";
import { ServerlessContainerBase } from "./serverless-container-base";

/** What is known of a container that is made elsewhere. */
export interface ServerlessContainerAttributes {
  /** `region/uuid`: the id that `scw container container list` or an output of `containerId` shows, behind its region. */
  readonly containerId: string;
  /**
   * Its name, which the default name of an access token starts with.
   * @default - the construct id
   */
  readonly name?: string | undefined;
  /**
   * The region that it is in.
   * @default - the region in containerId
   */
  readonly region?: Region | undefined;
  /**
   * Its HTTPS URL. A custom domain needs it with `dnsZone`, and for `cnameTarget`.
   * @default - not known
   */
  readonly endpoint?: string | undefined;
  /**
   * Its project, a UUID. An access token needs it.
   * @default - not known
   */
  readonly projectId?: string | undefined;
  /**
   * Whether anybody may call it. An access token of a public one is a warning.
   * @default - not known
   */
  readonly privacy?: Privacy | undefined;
  /**
   * Seconds that a request may take, 10 to 3600, which the visibility timeout of a queue goes by.
   * @default - not known
   */
  readonly timeoutSeconds?: number | undefined;
}

/** @internal */
export class ImportedContainer extends ServerlessContainerBase {
  public readonly name: string;
  public readonly containerId: string;
  public readonly region: Region;
  public readonly domainName: string | undefined;
  public readonly projectId: string | undefined;
  public readonly privacy: Privacy | undefined;
  public readonly timeoutSeconds: number | undefined;
  public readonly explicitProjectId: string | undefined;

  constructor(scope: Construct, id: string, attributes: ServerlessContainerAttributes) {
    super(scope, id);
    validate(this, schema, attributes);
    const { name = id, containerId, endpoint, projectId, privacy, timeoutSeconds } = attributes;
    this.name = name;
    this.containerId = containerId;
    this.region = attributes.region ?? regionOf(containerId) ?? regionIn(containerId);
    this.domainName = endpoint && hostOf(endpoint);
    this.projectId = this.explicitProjectId = projectId;
    this.privacy = privacy;
    this.timeoutSeconds = timeoutSeconds;
  }
}

function isEndpoint(value: string): boolean {
  return value.startsWith("https://") && hostnameProblem(hostOf(value)) === undefined;
}

const schema = acrossFields(
  propsSchema<ServerlessContainerAttributes>()({
    containerId: regionalId(),
    name: text(CONTAINER_LIMITS.name).optional(),
    region: region().optional(),
    endpoint: formatted("endpoint", "write https:// and the host alone", isEndpoint).optional(),
    projectId: uuid().optional(),
    privacy: choice(PRIVACIES).optional(),
    timeoutSeconds: wholeNumber(CONTAINER_LIMITS.timeoutSeconds).optional(),
  }),
  ({ containerId, region }) => regionIssues("containerId", containerId, region),
);
