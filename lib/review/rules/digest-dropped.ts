import { partsOf, shortDigest } from "../../base/image-reference";
import { isDigestUnknown } from "../analysis/containers";
import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const digestDropped: ReviewRule = {
  id: "digest-dropped",
  severity: "high",
  finds: "a deployed container whose image digest is removed",
  why: "Scaleway deploys the image that the tag has at that moment. Nobody has reviewed that image.",
  todo: "Set registrySha256 to the digest of the image, for example with ContainerImage.fromLock.",
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      const isDropped = before?.digest !== undefined && after !== undefined && after.digest === undefined;
      if (!isDropped || isDigestUnknown(change) || hasDigest(after.image)) continue;
      yield { change, what: markup`${name} loses its digest ${shortDigest(before.digest)}` };
    }
  },
};

function hasDigest(image = ""): boolean {
  return partsOf(image).digest !== undefined;
}
