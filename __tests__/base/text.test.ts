import { percentEncoded, printable } from "../../lib/base/text";

const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

test.each([...ASCII, "é", "😀"])(
  "%j is encoded unless it is unreserved, and decoded as the password of a URL",
  (character) => {
    const encoded = percentEncoded(`a${character}b`);
    expect(encoded).toMatch(/^a(?:[\w.~-]|(?:%[0-9A-F]{2})+)b$/);
    const { password } = new URL(`postgresql://app:${encoded}@10.0.0.2:5432/orders`);
    expect(decodeURIComponent(password)).toBe(`a${character}b`);
  },
);

test("half of a surrogate pair is encoded as the replacement character", () => {
  expect(percentEncoded("\ud800")).toBe("%EF%BF%BD");
});

test("a text is valid JSON after its invisible characters are escaped, also beyond U+FFFF", () => {
  const text = "a\u{e0041}b\u202ec\ud800\u001b";
  expect(printable(text)).toMatch(/^[ -~]+$/);
  expect(JSON.parse(`"${printable(text)}"`)).toBe(text);
});
