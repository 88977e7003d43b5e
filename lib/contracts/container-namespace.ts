import type { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import type { Region } from "../facts/limits";

/**
 * A namespace in which containers can be created. `ContainerNamespace`, `ContainerNamespace.fromAttributes` and
 * `ContainerNamespace.fromName` return one.
 */
export interface IContainerNamespace extends IConstruct {
  /** The name; undefined if it is not known. `predictedEndpoint` of a container requires it. */
  readonly name: string | undefined;
  /** The ID in the form `region/uuid`. May be a token. */
  readonly namespaceId: string;
  /** The region; undefined if it is the region of the stack's provider. */
  readonly region: Region | undefined;
  /** The project, a UUID; undefined if it is not known. An access token requires it. May be computed. */
  readonly projectId: string | undefined;
  /**
   * The project for resources that are created beside the containers, such as a queue; undefined if it is the project of the
   * stack's provider.
   */
  readonly explicitProjectId: string | undefined;
  /** The resource of the provider; undefined if the namespace is not managed by this app. */
  readonly resource?: TerraformResource | undefined;
}
