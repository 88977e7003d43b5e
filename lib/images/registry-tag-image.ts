import { Token } from "cdktf";
import { DataScalewayRegistryImage } from "@cdktf/provider-scaleway/lib/data-scaleway-registry-image";
import { DataScalewayRegistryImageTag } from "@cdktf/provider-scaleway/lib/data-scaleway-registry-image-tag";
import { DataScalewayRegistryNamespace } from "@cdktf/provider-scaleway/lib/data-scaleway-registry-namespace";
import type { BoundImage, IContainerImage, ImageScope } from "../contracts/container-image";
import type { Region } from "../facts/limits";
import { scalewayRegistryHost } from "../facts/registry-hosts";
import { anyName } from "../schema/fields";
import { regionField } from "../schema/identifiers";
import { checkLimits, parseOptions, propsSchema } from "../schema/parse";
import { createOnce } from "../terraform/shared";
import { escapeTemplates } from "../terraform/template";

/** A tag in a Scaleway registry, for `ContainerImage.fromRegistryTag`. */
export interface RegistryTagOptions {
  /** The registry namespace, such as `my-registry` in `rg.fr-par.scw.cloud/my-registry/order-api:main`. */
  readonly namespace: string;
  /** The name of the image in the namespace, such as `order-api`. */
  readonly name: string;
  /** The tag, such as `main`. */
  readonly tag: string;
  /**
   * The region of the registry.
   * @default - the region of the container
   */
  readonly region?: Region | undefined;
}

export class RegistryTagImage implements IContainerImage {
  readonly #options: RegistryTagOptions;

  constructor(options: RegistryTagOptions) {
    this.#options = parseOptions("ContainerImage.fromRegistryTag", schema, options);
  }

  /** An image whose tag is read once per stack and region, for all containers that use it. */
  public bind(scope: ImageScope): BoundImage {
    checkLimits(scope, "image", schema, this.#options);
    const { namespace, name, tag, region = scope.region } = this.#options;
    const registry = createOnce(
      scope,
      "RegistryNamespaces",
      [namespace, region],
      (parent, id) =>
        new DataScalewayRegistryNamespace(parent, id, { ...escapeTemplates({ name: namespace }), region }),
    );
    const namespaceId = registry.id;
    const image = createOnce(
      scope,
      "RegistryImages",
      [namespace, name, region],
      (parent, id) => new DataScalewayRegistryImage(parent, id, { ...escapeTemplates({ name }), namespaceId, region }),
    );
    const imageId = image.id;
    const { digest } = createOnce(
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
  namespace: anyName(),
  name: anyName(),
  tag: anyName(),
  region: regionField().optional(),
});
