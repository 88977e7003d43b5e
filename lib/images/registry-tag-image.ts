import { Token } from "cdktf";
import { DataScalewayRegistryImage } from "@cdktf/provider-scaleway/lib/data-scaleway-registry-image";
import { DataScalewayRegistryImageTag } from "@cdktf/provider-scaleway/lib/data-scaleway-registry-image-tag";
import { DataScalewayRegistryNamespace } from "@cdktf/provider-scaleway/lib/data-scaleway-registry-namespace";
import type { BoundImage, ContainerImage, ImageScope } from "../contracts/container-image";
import type { Region } from "../facts/limits";
import { scalewayRegistryHost } from "../facts/registry-hosts";
import { nonEmpty } from "../schema/fields";
import { region } from "../schema/identifiers";
import { shared } from "../terraform/shared";
import { escapeTemplates } from "../terraform/template";
import { check, propsSchema } from "../schema/parse";

/** A tag in a registry of Scaleway. */
export interface RegistryTagOptions {
  /** The registry namespace, as `my-registry` in `rg.fr-par.scw.cloud/my-registry/order-api:main`. */
  readonly namespace: string;
  /** The image's name in it, as `order-api`. */
  readonly name: string;
  /** The tag, as `main`. */
  readonly tag: string;
  /**
   * The registry's region.
   * @default - the container's
   */
  readonly region?: Region | undefined;
}

export class RegistryTagImage implements ContainerImage {
  readonly #options: RegistryTagOptions;

  constructor(options: RegistryTagOptions) {
    check("ContainerImage.fromRegistryTag", schema, options);
    this.#options = { ...options };
  }

  /** Read once a stack, however many containers run it. */
  public bind(scope: ImageScope): BoundImage {
    const { namespace, name, tag, region = scope.region } = this.#options;
    const registry = shared(
      scope,
      "RegistryNamespaces",
      [namespace, region],
      (parent, id) =>
        new DataScalewayRegistryNamespace(parent, id, { ...escapeTemplates({ name: namespace }), region }),
    );
    const namespaceId = registry.id;
    const image = shared(
      scope,
      "RegistryImages",
      [namespace, name, region],
      (parent, id) => new DataScalewayRegistryImage(parent, id, { ...escapeTemplates({ name }), namespaceId, region }),
    );
    const imageId = image.id;
    const { digest } = shared(
      scope,
      "RegistryTags",
      [namespace, name, tag, region],
      (parent, id) =>
        new DataScalewayRegistryImageTag(parent, id, { ...escapeTemplates({ name: tag }), imageId, region }),
    );
    const isKnown = region !== undefined && !Token.isUnresolved(region);
    const endpoint = isKnown ? `${scalewayRegistryHost(region)}/${namespace}` : registry.endpoint;
    return { image: `${endpoint}/${name}:${tag}`, registrySha256: digest };
  }
}

const schema = propsSchema<RegistryTagOptions>()({
  namespace: nonEmpty(),
  name: nonEmpty(),
  tag: nonEmpty(),
  region: region().optional(),
});
