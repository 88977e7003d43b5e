import fc from "fast-check";
import { JsonCursor, JsonProblem } from "../../../lib/review/plan/json-cursor";

const cursorOf = (text: string) => new JsonCursor(Buffer.from(text));

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

test("skips what is not taken", () => {
  const cursor = cursorOf('{"a": {"x": "}\\"]"}, "b": [1, [2, "]"]], "c": -1.5e+3, "d": true}');
  const seen: string[] = [];
  for (const key of cursor.keys()) {
    seen.push(key);
    if (key === "c") seen.push(String(cursor.value()));
  }
  expect(seen).toEqual(["a", "b", "c", "-1500", "d"]);
  expect(cursor.isAtEnd).toBe(true);
});

test.each([
  ['{"a": ?}', "is no JSON from byte 6 on"],
  ['{"a": ]}', "is no JSON from byte 6 on"],
  ['{"a": [1, ', "is cut off: it ends after 10 bytes, in the middle of the JSON"],
])("refuses %s, though its value is skipped", (text, problem) => {
  expect(() => [...cursorOf(text).keys()]).toThrow(problem);
});

test("refuses any text that is cut off, wherever that is", () => {
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
])("refuses %s, and repeats nothing of it", (text) => {
  expect(() => read(cursorOf(text))).toThrow(/^is (no JSON from byte \d+ on|cut off: .*)$/);
});

test("bears what is nested too deep for a stack", () => {
  const deep = (open: string, close: string) => open.repeat(300_000) + close.repeat(300_000);
  for (const text of [deep("[", "]"), `{"a": ${deep('{"a":', "}").replace("}", "1}")}}`]) {
    expect(() => cursorOf(text).value()).toThrow("is nested deeper than 200 levels; no plan is");
  }
});
