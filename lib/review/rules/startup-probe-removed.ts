import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const startupProbeRemoved: ReviewRule = {
  id: "startup-probe-removed",
  severity: "low",
  finds: "a container whose startup probe is taken out of the code",
  why: "The provider can't remove it: it stays, and every plan shows the same change.",
  todo: "Write a TCP probe in its place.",
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      const isRemoved = before?.values["startup_probe"] !== undefined && after?.values["startup_probe"] === undefined;
      if (change.action === "update" && isRemoved)
        yield { change, what: text`the startup probe of ${name} can't be removed` };
    }
  },
};
