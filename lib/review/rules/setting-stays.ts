import { codeList, markup } from "../analysis/markup";
import { nameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import { settingsThatStay } from "../analysis/settings-that-stay";

export const settingStays: ReviewRule = {
  id: "setting-stays",
  severity: "low",
  finds:
    "a removed setting that the provider cannot turn off: the startup probe of a container, or the dead-letter queue, deduplication, receive wait or visibility timeout of a queue",
  why: "The setting stays at Scaleway, and every plan contains the same change.",
  todo: "Keep the setting in the code with another value, for example a TCP probe. For a queue, create a second queue without the setting, and move its senders.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const names = settingsThatStay(change);
      if (names.length > 0)
        yield { change, what: markup`${codeList(names)} of ${nameOf(change)} cannot be turned off` };
    }
  },
};
