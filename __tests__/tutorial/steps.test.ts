import { parseSteps } from "../../scripts/tutorial/steps";

const page = (...lines: string[]) => lines.join("\n");

test("reads files, commands and their output in the order of the page", () => {
  const steps = parseSteps(
    page(
      "Write it:",
      "",
      "```ts file=app/a.ts",
      "const a = 1;",
      "```",
      "",
      "1. Run it:",
      "",
      "   ```sh needs=terraform,engine exit=3",
      "   one",
      "     two",
      "   ```",
      "",
      "```text",
      "out",
      "```",
    ),
  );
  expect(steps).toMatchObject([
    { kind: "file", line: 4, path: "app/a.ts", content: "const a = 1;\n" },
    {
      kind: "run",
      line: 10,
      commands: "one\n  two",
      needs: ["terraform", "engine"],
      exitCode: 3,
      output: { text: "out", firstLine: 15, lastLine: 15 },
    },
  ]);
});

test("runs commands without options everywhere, and expects exit code 0", () => {
  expect(parseSteps("```sh\nls\n```")).toMatchObject([{ needs: [], exitCode: 0 }]);
});

test.each([
  ["a block of code without a path", "```ts\nconst a = 1;\n```"],
  ["an output without a command", "```text\nout\n```"],
  ["a second output", "```sh\nls\n```\n\n```text\na\n```\n\n```text\nb\n```"],
  ["an unknown need", "```sh needs=luck\nls\n```"],
  ["an unknown option", "```sh need=engine\nls\n```"],
  ["an exit code that is not a number", "```sh exit=one\nls\n```"],
])("rejects %s", (_, text) => {
  expect(() => parseSteps(text)).toThrow(/^line \d+: /);
});
