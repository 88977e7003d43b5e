import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ISSUE_CODES } from "../../lib/base/issue-codes";
import { INFOS, WARNINGS } from "../../lib/terraform/warnings";
import { catalogue, collectMessages } from "./collect";
import { collectTranscripts } from "./transcripts";

let messages: Awaited<ReturnType<typeof collectMessages>>;
beforeAll(async () => {
  messages = await collectMessages();
});

test("the catalogue has the wording of every message; npm run messages:update writes it", async () => {
  expect(catalogue(messages, await collectTranscripts())).toBe(readFileSync(join(__dirname, "catalogue.txt"), "utf8"));
});

test.each(Object.keys({ ...ISSUE_CODES, ...WARNINGS, ...INFOS }))("%s has a message in the catalogue", (code) => {
  expect(messages.map((message) => message.code)).toContain(code);
});

test("every message ends as a sentence, and contains nothing of JavaScript", () => {
  const problems = messages.filter(
    ({ text }) => !/[.?]$/.test(text) || /(?<!is )undefined|\[object|NaN|TfToken|; /.test(text),
  );
  expect(problems).toEqual([]);
});
