import { DefaultTokenResolver, Fn, Lazy, StringConcat, TerraformVariable, Token, Tokenization } from "cdktf";
import fc from "fast-check";
import { withFastResolution } from "../../lib/terraform/token-resolution";
import { newStack } from "../helpers/synth";

const stack = newStack();
const variable = new TerraformVariable(stack, "text", { type: "string" });
const options = { scope: stack, resolver: new DefaultTokenResolver(new StringConcat()) };

/** The result or the error of CDKTF. */
function resolve(value: unknown): { result: unknown } | { error: string } {
  try {
    return { result: Tokenization.resolve(value, options) };
  } catch (error) {
    return { error: String(error) };
  }
}

const circular: Record<string, unknown> = {};
circular["self"] = { list: [circular] };
const nested = (levels: number, leaf: unknown): unknown => (levels === 0 ? leaf : { in: nested(levels - 1, leaf) });

const number = Token.asNumber(variable.numberValue);
const VALUES: Record<string, unknown> = {
  "a token in a text": `a ${variable.stringValue} b \${"c"}`,
  "a number token": number,
  "a number token in a text": `${number}s`,
  "an unknown number token": -1.8881545897087505e289,
  "a text that looks like a number token": "sha-1e5 2.5e+10 -e-",
  "negative numbers": [-1, -0, -123_456_788],
  "other numbers": [0, 1.5, 1e21, Infinity],
  "not a number": Number.NaN,
  "a list token": variable.listValue,
  "a list token beside a text": [...variable.listValue, "x"],
  "a list token in a text": `x ${variable.listValue.join()}`,
  "a list of numbers": Token.asNumberList(variable.value),
  "a list of a number token": [number, 2],
  "a list of lists and objects": [[1, [undefined, null]], { a: undefined, b: [] }],
  "a list with a hole": Array.from({ length: 2, 1: "x" }),
  "a map token": Token.asStringMap(variable.value),
  "a map token beside a key": { ...Token.asStringMap(variable.value), a: 1 },
  "a map token of numbers": Token.asNumberMap(variable.value),
  "a map token of anything": Token.asAnyMap(variable.value),
  "a value of a map token": [Token.STRING_MAP_TOKEN_VALUE],
  "a value of another map token": { a: Token.ANY_MAP_TOKEN_VALUE },
  "a value of a map token of numbers": { a: Token.NUMBER_MAP_TOKEN_VALUE },
  "a key that is a token": { [variable.stringValue]: 1, [Lazy.stringValue({ produce: () => "key" })]: 2 },
  "a key that resolves to a number": { [Lazy.stringValue({ produce: () => 1 as never })]: 1 },
  "an unknown token": "${TfToken[TOKEN.999999999]}",
  "a lazy value with tokens in it": Lazy.anyValue({ produce: () => ({ a: variable.stringValue, b: undefined }) }),
  "a lazy value that is undefined": { a: [Lazy.anyValue({ produce: () => undefined })] },
  "a lazy value that fails": {
    a: Lazy.stringValue({
      produce: () => {
        throw new Error("no value");
      },
    }),
  },
  "a call of a function": { a: [Fn.join("-", [variable.stringValue, "b"])] },
  "a null token": { a: Token.nullValue() },
  "a function": { a: [{ b: () => 1 }] },
  "a construct": { a: { b: variable } },
  "a construct in a lazy value": { a: [{ b: Lazy.anyValue({ produce: () => stack }) }] },
  "an object like a construct": { a: { _children: {}, _metadata: [] } },
  "a token that is a plain object": { a: { creationStack: [], resolve: () => variable.stringValue } },
  "an object with resolve": { a: { resolve: 1 } },
  "a date": { a: new Date(0) },
  "an object of a class": new (class {
    public a = [variable.stringValue];
  })(),
  "an object without a prototype": Object.assign(Object.create(null) as object, { a: 1 }),
  "a circular value": circular,
  "a value at the deepest level": nested(200, variable.stringValue),
  "a value below the deepest level": nested(201, "x"),
  undefined: undefined,
  null: null,
  "a big integer": 1n,
};

test.each(Object.entries(VALUES))("resolves %s as CDKTF does", (_, value) => {
  const expected = resolve(value);
  expect(withFastResolution(stack, () => resolve(value))).toStrictEqual(expected);
});

test("resolves any nesting of such values as CDKTF does", () => {
  const leaf = fc.oneof(fc.constantFrom(...Object.values(VALUES)), fc.string(), fc.double(), fc.boolean());
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(value, (each) => {
      const expected = resolve(each);
      expect(withFastResolution(stack, () => resolve(each))).toStrictEqual(expected);
    }),
  );
});

describe("the step", () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test("leaves to CDKTF the values with a token alone, each at its place", () => {
    const token = variable.stringValue;
    const byCdktf = jest.spyOn(Tokenization, "resolve");
    withFastResolution(stack, () => resolve({ a: [{ b: "x", c: token }, "y"], d: 1, e: ["z"] }));
    expect(byCdktf.mock.calls).toEqual([[{ a: { 0: { c: token } } }, options]]);
  });

  test("leaves the values of another stack to CDKTF", () => {
    const byCdktf = jest.spyOn(Tokenization, "resolve");
    const other = { ...options, scope: newStack() };
    withFastResolution(stack, () => void Tokenization.resolve({ a: 1 }, other));
    expect(byCdktf.mock.calls).toEqual([[{ a: 1 }, other]]);
  });

  test("puts CDKTF's own resolution back, also when it fails", () => {
    const own = Object.getOwnPropertyDescriptor(Tokenization, "resolve");
    const fail = () => {
      throw new Error("no synthesis");
    };
    expect(() => withFastResolution(stack, fail)).toThrow("no synthesis");
    expect(withFastResolution(stack, () => "result")).toBe("result");
    expect(Object.getOwnPropertyDescriptor(Tokenization, "resolve")).toEqual(own);
  });
});
