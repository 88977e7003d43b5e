import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LOG_ERROR_CODES } from "../../lib/cli/logs/log-error";
import { API_ERROR_CODES } from "../../lib/scaleway-api/api-error";

const codesIn = (page: string) => {
  const text = readFileSync(join(__dirname, "../../docs", page), "utf8");
  const [, table = ""] = text.split("\n## Errors\n");
  return [...table.matchAll(/^\| `([\w-]+)` /gm)].map(([, code]) => code!).sort();
};

test("docs/status.md lists every code of the API's errors, and no other", () => {
  expect(codesIn("status.md")).toEqual(Object.keys(API_ERROR_CODES).sort());
});

test("docs/logs.md lists every code of the errors of logs, and no other", () => {
  expect(codesIn("logs.md")).toEqual([...LOG_ERROR_CODES].sort());
});
