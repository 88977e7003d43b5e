import type { Construct } from "constructs";
import { CONTAINER_LIMITS, PRIVACIES, type Privacy, type Region } from "../../facts/limits";
import { choice, formattedText, text, wholeNumber } from "../../schema/fields";
import { hostnameProblem } from "../../schema/hostname";
import { regionField, regionIssues, regionOf, regionalIdField, uuidField } from "../../schema/identifiers";
import { acrossFields, parse, propsSchema } from "../../schema/parse";
import { checkedId } from "../../terraform/construct-id";
import { hostOf } from "../../terraform/expressions";
import { regionIn } from "../../terraform/stack-region";
import { ServerlessContainerBase } from "./serverless-container-base";

/** The attributes of a container that is not in this stack, for `ServerlessContainer.fromAttributes`. */
export interface ServerlessContainerAttributes {
  /** The ID in the form `region/uuid`, as an output of `containerId` or the command `scw container container list` shows it. */
  readonly containerId: string;
  /**
   * The name. The default name of an access token starts with it.
   * @default - the construct ID
   */
  readonly name?: string | undefined;
  /**
   * The region of the container. It must be the region in `containerId`.
   * @default - the region in containerId
   */
  readonly region?: Region | undefined;
  /**
   * The HTTPS URL. `grantInvoke`, a custom domain with `dnsZone`, and `cnameTarget` require it.
   * @default - not known
   * @example
   * ```ts
   * endpoint: "https://payment1a2b3c4d-payment-api.functions.fnc.fr-par.scw.cloud"
   * ```
   */
  readonly endpoint?: string | undefined;
  /**
   * The project, a UUID. An access token requires it.
   * @default - not known
   */
  readonly projectId?: string | undefined;
  /**
   * Who can call the container. An access token of a public container causes a warning.
   * @default - not known
   */
  readonly privacy?: Privacy | undefined;
  /**
   * The maximum duration of a request in seconds: 10 to 3600. The default visibility timeout of a queue depends on it.
   * @default - not known
   */
  readonly timeoutSeconds?: number | undefined;
}

export class ImportedContainer extends ServerlessContainerBase {
  public readonly name: string;
  public readonly containerId: string;
  public readonly region: Region;
  public readonly domainName: string | undefined;
  public readonly projectId: string | undefined;
  public readonly explicitProjectId: string | undefined;
  public readonly privacy: Privacy | undefined;
  public readonly timeoutSeconds: number | undefined;

  constructor(scope: Construct, id: string, attributes: ServerlessContainerAttributes) {
    super(scope, checkedId(scope, id, "name"));
    const { name, containerId, region, endpoint, projectId, privacy, timeoutSeconds } = parse(
      this,
      attributesSchema,
      attributes,
      { name: id },
    );
    this.name = name;
    this.containerId = containerId;
    this.region = region ?? regionOf(containerId) ?? regionIn(containerId);
    this.domainName = endpoint && hostOf(endpoint);
    this.projectId = projectId;
    this.explicitProjectId = projectId;
    this.privacy = privacy;
    this.timeoutSeconds = timeoutSeconds;
  }
}

function isEndpoint(value: string): boolean {
  return value.startsWith("https://") && hostnameProblem(hostOf(value)) === undefined;
}

const attributesSchema = acrossFields(
  propsSchema<ServerlessContainerAttributes>()({
    containerId: regionalIdField(),
    name: text(CONTAINER_LIMITS.name).optional(),
    region: regionField().optional(),
    endpoint: formattedText({
      name: "an endpoint",
      remedy: "Use https:// and the host only.",
      isValid: isEndpoint,
    }).optional(),
    projectId: uuidField().optional(),
    privacy: choice(PRIVACIES).optional(),
    timeoutSeconds: wholeNumber(CONTAINER_LIMITS.timeoutSeconds).optional(),
  }),
  ({ containerId, region }) => regionIssues("containerId", containerId, region),
);
