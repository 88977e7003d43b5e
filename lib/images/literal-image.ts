import { partsAfterTokens } from "../base/reference-with-tokens";
import type { BoundImage, IContainerImage } from "../contracts/container-image";

/** An image reference that needs no resource. */
export class LiteralImage implements IContainerImage {
  readonly #bound: BoundImage;

  /**
   * @param reference a valid reference. A digest beside a tag becomes `registrySha256`, and the tag stays in the image.
   * @param registrySha256 replaces the digest of the reference
   */
  constructor(reference: string, registrySha256: string | undefined) {
    const { tag, digest } = partsAfterTokens(reference);
    const hasBoth = digest !== undefined && tag !== undefined;
    const image = hasBoth ? reference.slice(0, -`@${digest}`.length) : reference;
    this.#bound = { image, registrySha256: registrySha256 ?? digest };
  }

  public bind(): BoundImage {
    return this.#bound;
  }
}
