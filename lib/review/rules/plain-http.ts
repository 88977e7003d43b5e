import type { Size } from "../analysis/containers";
import { markup } from "../analysis/markup";
import type { ReviewRule } from "../analysis/rule";

export const plainHttp: ReviewRule = {
  id: "plain-http",
  severity: "medium",
  finds: "a public container that starts to accept plain HTTP",
  why: "Tokens, cookies and data of callers can be read and changed in transit.",
  todo: 'Set httpOption: "redirected" (https_connections_only = true).',
  *check({ containers }) {
    for (const { change, name, before, after } of containers) {
      if (isOpen(after) && !isOpen(before)) yield { change, what: markup`${name} is public and accepts plain HTTP` };
    }
  },
};

function isOpen(size: Size | undefined): boolean {
  return size?.privacy === "public" && size.takesPlainHttp === true;
}
