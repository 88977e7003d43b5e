import { text } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const plainHttp: ReviewRule = {
  id: "plain-http",
  severity: "medium",
  finds: "a public container that is new or changes, and answers plain HTTP from now on",
  why: "Tokens, cookies and data of callers can be read and changed on their way.",
  todo: 'Set httpOption: "redirected" (https_connections_only = true).',
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      const isOpen = after?.privacy === "public" && after.takesPlainHttp === true;
      const wasOpen = before?.privacy === "public" && before.takesPlainHttp === true;
      if (isOpen && !wasOpen) yield { change, what: text`${name} is public, and answers plain HTTP` };
    }
  },
};
