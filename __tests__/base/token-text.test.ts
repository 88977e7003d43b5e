import { Fn, Lazy, Op, Token } from "cdktf";
import { displayTokens } from "../../lib/base/text";
import { brokenTokenProblem, splitTokens, tokenArithmeticProblem } from "../../lib/base/token-text";

const text = Lazy.stringValue({ produce: () => "x" });
const number = Token.asNumber(Op.add(1, 2));
const list = Token.asList(Fn.split(",", "a,b"));
const mapKey = Object.keys(Token.asStringMap(Fn.merge([{}])))[0] ?? "";
const base64 = (value: string) => Buffer.from(value).toString("base64");

describe("a part of a token is found", () => {
  test.each([
    ["from the start", text.slice(0, 10)],
    ["the first characters", text.slice(0, 4)],
    ["without the first character", text.slice(1)],
    ["without the length of https://", text.slice(8)],
    ["the last characters", text.slice(-5)],
    ["without the last character", text.slice(0, -1)],
    ["after the dot", text.split(".")[1]!],
    ["before the dot", text.split(".")[0]!],
    ["in uppercase", text.toUpperCase()],
    ["in lowercase", text.toLowerCase()],
    ["with other brackets", text.replace(/\W/g, "-")],
    ["URL-encoded", encodeURIComponent(text)],
    ["as base64", base64(text)],
    ["as base64 after one character", base64(`:${text}`)],
    ["as base64 after two characters", base64(`a:${text}`)],
    ["after a literal", `https://${text.slice(8)}`],
    ["beside a whole token", `${text}${text.slice(3)}`],
    ["before a whole token", `${text.slice(0, 5)}${text}`],
    ["an item of a list token", list[0]!],
    ["a key of a map token", mapKey],
    ["of another app", "${TfToken[TOKEN.123456789]}"],
    ["a product of a number token", `port ${number * 2}`],
    ["half of a number token", `${number / 2}`],
    ["the absolute value of a number token", `${Math.abs(number)}`],
  ])("%s", (_, part) => {
    expect(brokenTokenProblem(part)?.code).toBe("broken-token");
  });
});

test.each([
  text,
  `a${text}b`,
  `${text}${text}`,
  `${number}`,
  `http://${text}:${number}/`,
  `[${text}]}`,
  `{"a":["${text}"]}`,
  `\${${text}}`,
  `$${text}`,
  base64("TfT"),
  '{"a":[1.3]}',
  "1e+20",
  "-1.5e+100",
  "TOKEN.3",
  "${x}",
  "${",
  "$",
  "a.3]",
])("a whole token or a literal is not a part of a token: %s", (value) => {
  expect(brokenTokenProblem(value)).toBeUndefined();
});

test.each([
  ["a literal", ["a literal"]],
  [`a${text}b`, ["a", text, "b"]],
  [`${number}`, ["", String(number), ""]],
  ["1e+20", ["1e+20"]],
  [`1e+20${text}-1e+20`, ["1e+20", text, "-1e+20"]],
])("literals and tokens alternate in %s", (value, parts) => {
  expect(splitTokens(value)).toEqual(parts);
});

test("tokens are displayed as in a plan of Terraform", () => {
  expect(displayTokens(`http://${text}:${number}/`)).toBe("http://(known after apply):(known after apply)/");
});

test.each([
  [number, undefined],
  [number * 2, "token-arithmetic"],
  [number / 1000, "token-arithmetic"],
  [-number, "token-arithmetic"],
  [1e279, undefined],
  [Infinity, undefined],
  [NaN, undefined],
])("the result of arithmetic on a number token is found: %s", (value, code) => {
  expect(tokenArithmeticProblem(value)?.code).toBe(code);
});
