import { isFrom } from "../analysis/allowed-registries";
import { isHidden } from "../analysis/attribute-at";
import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";
import { KNOWN_AFTER_APPLY } from "../plan/plan";

export const registryNotAllowed: ReviewRule = {
  id: "registry-not-allowed",
  severity: "high",
  finds: "a deployed container whose image is not from one of the `allowedRegistries`",
  why: "Code from an unknown source runs with the secrets of the container.",
  todo: "Push the image to an allowed registry, or add the registry to allowedRegistries in the configuration.",
  *check({ containers }, { allowedRegistries }) {
    if (allowedRegistries === undefined) return;
    for (const { change, name, after, isDeployed } of containers) {
      if (!isDeployed && change.importId === undefined) continue;
      const image = after?.image ?? (isHidden(change, "image") ? KNOWN_AFTER_APPLY : undefined);
      if (image === undefined || isFrom(image, allowedRegistries)) continue;
      yield { change, what: markup`${name} deploys ${image}, which is not from an allowed registry` };
    }
  },
};
