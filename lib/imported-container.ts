import type { Construct } from "constructs";
import { CONTAINER_LIMITS, PRIVACIES, type Region } from "./limits";
import { hostOf } from "./private/expressions";
import { choice, plainText, text } from "./private/fields";
import { region, regionIssues, regionOf, regionalId, uuid } from "./private/schemas";
import { show } from "./private/show";
import { stackRegion } from "./private/stack-region";
import { acrossFields, propsSchema, validate } from "./private/validate";
import { ServerlessContainerBase } from "./serverless-container-base";

/** What is known of a container that is made elsewhere. */
export interface ServerlessContainerAttributes {
  /** `region/uuid`, as the output or the URL of Scaleway's console has it. */
  readonly containerId: string;
  /**
   * Its name, which the default name of an access token starts with.
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * @default - the region in containerId, else the stack's
   */
  readonly region?: Region;
  /**
   * Its HTTPS URL. A custom domain needs it with `dnsZone`, and for `cnameTarget`.
   * @default - not known
   */
  readonly endpoint?: string;
  /**
   * Its project, a UUID. An access token needs it.
   * @default - not known
   */
  readonly projectId?: string;
  /**
   * Whether anybody may call it. An access token of a public one is a warning.
   * @default - not known
   */
  readonly privacy?: (typeof PRIVACIES)[number];
}

/** @internal */
export class ImportedContainer extends ServerlessContainerBase {
  public readonly name: string;
  public readonly containerId: string;
  public readonly region: Region | undefined;
  public readonly domainName: string | undefined;
  public readonly projectId: string | undefined;
  public readonly privacy: (typeof PRIVACIES)[number] | undefined;
  public readonly namedProjectId: string | undefined;

  constructor(scope: Construct, id: string, attributes: ServerlessContainerAttributes) {
    super(scope, id);
    validate(this, schema, attributes);
    const { name = id, containerId, endpoint, projectId, privacy } = attributes;
    this.name = name;
    this.containerId = containerId;
    this.region = attributes.region ?? regionOf(containerId) ?? stackRegion(this);
    this.domainName = endpoint && hostOf(endpoint);
    this.projectId = this.namedProjectId = projectId;
    this.privacy = privacy;
  }
}

const schema = acrossFields(
  propsSchema<ServerlessContainerAttributes>()({
    containerId: regionalId(),
    name: text(CONTAINER_LIMITS.name).optional(),
    region: region().optional(),
    endpoint: plainText()
      .regex(/^https:\/\/[^/]+$/, {
        error: ({ input }) =>
          `${show(input)} is no endpoint; write the HTTPS URL without a path, as output order-api_endpoint has it`,
      })
      .optional(),
    projectId: uuid().optional(),
    privacy: choice(PRIVACIES).optional(),
  }),
  ({ containerId, region }) => regionIssues("containerId", containerId, region),
);
