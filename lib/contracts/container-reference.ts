import type { IConstruct } from "constructs";
import type { Privacy, Region } from "../facts/limits";

/**
 * A container that domains, tokens and triggers can refer to. `ServerlessContainer` and `ServerlessContainer.fromAttributes`
 * return one; any construct with these properties is one.
 */
export interface ContainerReference extends IConstruct {
  /** The name of the container. The default name of an access token starts with it. */
  readonly name: string;
  /** The ID of the container in the form `region/uuid`, as the provider and `terraform import` use it. May be a token. */
  readonly containerId: string;
  /** The region of the container; undefined if it is the region of the stack's provider. */
  readonly region: Region | undefined;
  /** The host of the container's URL; undefined if it is not known. A custom domain with `dnsZone` requires it. */
  readonly domainName: string | undefined;
  /** The project of the container, a UUID; undefined if it is not known. An access token requires it. May be computed. */
  readonly projectId: string | undefined;
  /**
   * The project for resources that are created beside the container, such as a queue; undefined if it is the project of the
   * stack's provider. Not computed by the container's namespace: replacing the namespace would replace these resources too.
   */
  readonly explicitProjectId: string | undefined;
  /** Who can call the container; undefined if it is not known. */
  readonly privacy: Privacy | undefined;
  /** The maximum duration of a request in seconds; undefined if it is not known. */
  readonly timeoutSeconds: number | undefined;
}
