import fc from "fast-check";
import { JsonCursor, JsonProblem } from "../../../lib/review/plan/json-cursor";

const cursorOf = (text: string) => new JsonCursor(Buffer.from(text));

function problemOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

/** A value read piece by piece, as deep as objects and lists go. */
function read(cursor: JsonCursor): unknown {
  if (cursor.isObject) {
    const entries: [string, unknown][] = [];
    for (const key of cursor.keys()) entries.push([key, read(cursor)]);
    return Object.fromEntries(entries);
  }
  if (!cursor.isList) return cursor.value();
  const items: unknown[] = [];
  cursor.each(() => items.push(read(cursor)));
  return items;
}

test("reads any JSON as JSON.parse does, piece by piece and at once, with any white space", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 1, "\t", "\r\n"), (text, indent) => {
      const laidOut = JSON.stringify(JSON.parse(text), null, indent);
      const cursor = cursorOf(laidOut);
      expect(JSON.stringify(read(cursor))).toBe(JSON.stringify(JSON.parse(text)));
      expect(cursor.isAtEnd).toBe(true);
      expect(cursorOf(laidOut).value()).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  ["12345678901234567890", "12345678901234567890"],
  ["-9007199254740993", "-9007199254740993"],
  ["0.12345678901234567", "0.12345678901234567"],
  ["[1, 12345678901234567890]", [1, "12345678901234567890"]],
  ['{"a":12345678901234567890}', { a: "12345678901234567890" }],
  ['{"a": "1, 12345678901234567890"}', { a: "1, 12345678901234567890" }],
  ['{"a": "\\" ,12345678901234567890", "b": 1}', { a: '" ,12345678901234567890', b: 1 }],
  ["9007199254740991", 9007199254740991],
  ["256000000", 256000000],
  ["1e21", 1e21],
])("keeps the digits of %s", (text, value) => {
  expect(cursorOf(text).value()).toEqual(value);
});

test("skips what is not taken", () => {
  const cursor = cursorOf('{"a": {"x": "}\\"]"}, "b": [1, [2, "]"]], "c": -1.5e+3, "d": true}');
  const seen: string[] = [];
  for (const key of cursor.keys()) {
    seen.push(key);
    if (key === "c") seen.push(JSON.stringify(cursor.value()));
  }
  expect(seen).toEqual(["a", "b", "c", "-1500", "d"]);
  expect(cursor.isAtEnd).toBe(true);
});

test.each([
  ['{"a": ?}', { code: "invalid-json", message: "is not valid JSON from byte 6 on." }],
  ['{"a": ]}', { code: "invalid-json", message: "is not valid JSON from byte 6 on." }],
  ['{"a": [1, ', { code: "truncated-json", message: "is truncated: the JSON ends after 10 bytes." }],
])("rejects %s, although the value is skipped", (text, problem) => {
  expect(problemOf(() => [...cursorOf(text).keys()])).toMatchObject(problem);
});

test("rejects a text that is truncated at any place", () => {
  const text = '{"a": {"b": [1, "x\\"y", {}]}, "c": "z"}';
  for (let end = 1; end < text.length; end++) {
    expect(() => read(cursorOf(text.slice(0, end)))).toThrow(JsonProblem);
  }
});

test.each([
  '{"a" 1}',
  "{a: 1}",
  '{"a": 1 "b": 2}',
  "[1 2]",
  '{"a": tru}',
  '{"a": "\u0001"}',
  '{"a": 1,}',
  "[}",
  '{"a": ]}',
  "]",
])("rejects %s, and does not repeat its content", (text) => {
  expect(() => read(cursorOf(text))).toThrow(
    /^is (not valid JSON from byte \d+ on|truncated: the JSON ends after \d+ bytes)\.$/,
  );
});

test("rejects nesting that would overflow the call stack", () => {
  const deep = (open: string, close: string) => open.repeat(300_000) + close.repeat(300_000);
  for (const text of [deep("[", "]"), `{"a": ${deep('{"a":', "}").replace("}", "1}")}}`]) {
    expect(problemOf(() => cursorOf(text).value())).toMatchObject({ code: "nested-too-deeply" });
  }
});
