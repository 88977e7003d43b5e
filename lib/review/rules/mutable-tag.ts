import { isMutableTag, partsOf } from "../../base/image-reference";
import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const mutableTag: ReviewRule = {
  id: "mutable-tag",
  severity: "medium",
  finds: "a container that is deployed by a tag that moves, without a digest",
  why: "What runs is what the tag meant at the last deploy: a later push under it changes nothing, and nobody can tell what runs.",
  todo: "Set registrySha256, or use a version as tag.",
  *check({ containers }) {
    for (const { change, name, after } of containers) {
      const isDeployed = ["create", "update", "replace"].includes(change.action);
      if (!isDeployed || after?.image === undefined || after.digest !== undefined) continue;
      const { name: image, tag = "latest", digest } = partsOf(after.image);
      if (image !== undefined && digest === undefined && isMutableTag(tag)) {
        yield { change, what: text`${name} runs the tag ${tag}, which can move, without a digest` };
      }
    }
  },
};
