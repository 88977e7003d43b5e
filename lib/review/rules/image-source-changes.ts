import { isHidden, isMasked } from "../analysis/attribute-at";
import { isFrom } from "../analysis/allowed-registries";
import type { Container } from "../analysis/containers";
import { failedDeployment } from "../analysis/failed-deployment";
import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { textAt } from "../analysis/values";
import { repositoryOf } from "../../base/image-reference";

export const imageSourceChanges: ReviewRule = {
  id: "image-source-changes",
  severity: "high",
  finds: "a container whose image comes from another registry or repository",
  why: "The container runs the code of another source, with all its secrets.",
  todo: "Make sure that you trust the new repository, and that its image is the same application.",
  *check({ containers }, { allowedRegistries = [] }) {
    for (const container of containers) {
      const source = imageSource(container);
      if (source === undefined || isKnownRepair(container, containers, allowedRegistries)) continue;
      const [from, to] = source;
      yield { change: container.change, what: markup`${container.name} runs an image of ${to} instead of ${from}` };
    }
  },
};

const HIDDEN = "(hidden in the plan)";
const IMAGES = ["image", "registry_image"];
/** A tag that is masked. */
const MASKED_TAG = /:\([^()/]*\)$/;

/** The repositories of the image before and after, if they differ, or if the plan does not show them. */
function imageSource({ change, before, after }: Container): readonly [string, string] | undefined {
  if (before?.image === undefined || after === undefined) return undefined;
  const [from, to] = [visibleRepository(before.image), visibleRepository(after.image)];
  if (isMasked(from) || isMasked(to) || to === undefined) {
    return IMAGES.some((path) => isHidden(change, path)) ? [from ?? HIDDEN, HIDDEN] : undefined;
  }
  return from === to ? undefined : [from ?? HIDDEN, to];
}

/** The repository of an image, although its tag may be masked. */
function visibleRepository(image: string | undefined): string | undefined {
  return image && repositoryOf(image.replace(MASKED_TAG, ""));
}

/** Whether a failed deployment is repaired with an image from an allowed registry, or from a namespace that already runs. */
function isKnownRepair(container: Container, containers: readonly Container[], allowed: readonly string[]): boolean {
  const image = container.after?.image;
  if (image === undefined || failedDeployment(container)?.isRepaired !== true) return false;
  const running = containers.filter(({ before }) => textAt(before?.values, "status") === "ready");
  return isFrom(image, [...allowed, ...running.flatMap(({ before }) => namespaceOf(before?.image))]);
}

/** The namespace of an image in its registry. A registry without namespaces is not the source of one owner. */
function namespaceOf(image = ""): string[] {
  return /^[^/]+\/.+(?=\/[^/]+$)/.exec(repositoryOf(image)) ?? [];
}
