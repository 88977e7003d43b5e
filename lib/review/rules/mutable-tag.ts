import { isMutableTag, partsOf } from "../../base/image-reference";
import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const mutableTag: ReviewRule = {
  id: "mutable-tag",
  severity: "medium",
  finds: "a container that is deployed with a mutable tag and without a digest",
  why: "Scaleway resolves the tag only when it deploys: a later push has no effect, and nobody can see which image runs.",
  todo: "Set registrySha256, or use a version as the tag.",
  *check({ containers }) {
    for (const { change, name, after } of containers) {
      const isDeployed = ["create", "update", "replace"].includes(change.action);
      if (!isDeployed || after?.image === undefined || after.digest !== undefined) continue;
      const { name: image, tag = "latest", digest } = partsOf(after.image);
      if (image !== undefined && digest === undefined && isMutableTag(tag)) {
        yield { change, what: markup`${name} uses the mutable tag ${tag} without a digest` };
      }
    }
  },
};
