import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const startupProbeRemoved: ReviewRule = {
  id: "startup-probe-removed",
  severity: "low",
  finds: "a container whose startup probe is removed from the code",
  why: "The provider cannot remove the probe: it stays, and every plan has the same change.",
  todo: "Replace the probe by a TCP probe.",
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      const isRemoved = before?.values["startup_probe"] !== undefined && after?.values["startup_probe"] === undefined;
      if (change.action === "update" && isRemoved) {
        yield { change, what: markup`the startup probe of ${name} cannot be removed` };
      }
    }
  },
};
