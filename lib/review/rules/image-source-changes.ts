import { attributeAt, isHidden } from "../analysis/attribute-at";
import type { Container } from "../analysis/containers";
import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { repositoryOf } from "../../base/image-reference";

export const imageSourceChanges: ReviewRule = {
  id: "image-source-changes",
  severity: "high",
  finds: "a container whose image comes from another registry or repository",
  why: "The container runs the code of another source, with all its secrets.",
  todo: "Make sure that you trust the new repository, and that its image is the same application.",
  *check({ containers }) {
    for (const container of containers) {
      const source = imageSource(container);
      if (source === undefined) continue;
      const [from, to] = source;
      yield { change: container.change, what: markup`${container.name} runs an image of ${to} instead of ${from}` };
    }
  },
};

const HIDDEN = "(hidden in the plan)";

/** The repositories of the image before and after, if they differ, or if the plan does not show them. */
function imageSource({ change, before, after }: Container): readonly [string, string] | undefined {
  if (before?.image === undefined || after === undefined) return undefined;
  const from = repositoryOf(before.image);
  if (after.image === undefined || attributeAt(change, "image")?.isSensitive === true) {
    return isHidden(change, "image") ? [from, HIDDEN] : undefined;
  }
  const to = repositoryOf(after.image);
  return from === to ? undefined : [from, to];
}
