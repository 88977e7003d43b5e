import type { IConstruct } from "constructs";
import type { Region } from "../facts/limits";

/**
 * The image that a container runs. `ContainerImage` creates images; your own classes can implement it.
 * @example
 * ```ts
 * class ReleaseImage implements IContainerImage {
 *   constructor(private readonly version: string) {}
 *
 *   public bind(scope: ImageScope): BoundImage {
 *     return { image: `rg.fr-par.scw.cloud/my-registry/${scope.name}:${this.version}`, registrySha256: this.version };
 *   }
 * }
 *
 * new ServerlessContainer(stack, "catalogue", { image: new ReleaseImage("v1.4.0"), privacy: "private" });
 * ```
 */
export interface IContainerImage {
  /**
   * Creates the resources that the image requires and returns the image. Called once per container, before the container's
   * resource exists.
   * @param scope the container. Create resources below it, or share them in its stack.
   * @returns the reference and, if it is known, the digest; the container checks them
   */
  bind(scope: ImageScope): BoundImage;
}

/** The container that an image is bound to, as `IContainerImage.bind` gets it. */
export interface ImageScope extends IConstruct {
  /** The name of the container. */
  readonly name: string;
  /** The region of the container; undefined if it is the region of the stack's provider. */
  readonly region: Region | undefined;
  /** The project for resources of the image; undefined if it is the project of the stack's provider. */
  readonly explicitProjectId: string | undefined;
}

/** The image of one container, as `IContainerImage.bind` returns it. */
export interface BoundImage {
  /** The reference that Scaleway pulls: 1 to 255 characters. */
  readonly image: string;
  /**
   * The digest of the image, a build ID or a git SHA. Every change triggers a redeployment.
   * @default - none: only a change of `image` triggers a redeployment
   */
  readonly registrySha256?: string | undefined;
}
