import { REFERENCE, isMutableTag } from "../../private/image-reference";
import { text } from "../phrase";
import type { ReviewRule } from "../rule";

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
      const reference = REFERENCE.exec(after.image);
      if (reference === null) continue;
      const [, tag = "latest", digest] = reference;
      if (digest === undefined && isMutableTag(tag)) {
        yield { change, what: text`${name} runs the tag ${tag}, which can move, without a digest` };
      }
    }
  },
};
