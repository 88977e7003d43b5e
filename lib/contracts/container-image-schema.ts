import { fieldsOf } from "../base/objects";
import { instance, registrySha256 } from "../schema/fields";
import { imageReferenceField } from "../schema/image-fields";
import { propsSchema } from "../schema/parse";
import type { BoundImage, IContainerImage } from "./container-image";

export const containerImageField = () =>
  instance<IContainerImage>(
    (value) => typeof fieldsOf(value)["bind"] === "function",
    "a ContainerImage",
    'ContainerImage.fromRegistry("registry/name:tag")',
  );

/** The schema of what `bind` returns. */
export const boundImageSchema = propsSchema<BoundImage>()({
  image: imageReferenceField(),
  registrySha256: registrySha256().optional(),
});
