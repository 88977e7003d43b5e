import { createHash } from "node:crypto";
import fc from "fast-check";
import { md5OfAttributes, readMessageAttributes } from "../../src/products/mnq/sqs/message-attributes";

/** The algorithm of Amazon's documentation: the length and the bytes of each name, type and value, in the order of the names. */
function expectedMd5(attributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>) {
  const part = (bytes: Buffer) =>
    Buffer.concat([Buffer.from(bytes.length.toString(16).padStart(8, "0"), "hex"), bytes]);
  const bytes = Object.entries(attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { DataType, StringValue, BinaryValue }]) => [
      part(Buffer.from(name)),
      part(Buffer.from(DataType)),
      Buffer.from(BinaryValue === undefined ? "01" : "02", "hex"),
      part(BinaryValue === undefined ? Buffer.from(StringValue!) : Buffer.from(BinaryValue, "base64")),
    ]);
  return createHash("md5").update(Buffer.concat(bytes)).digest("hex");
}

const name = fc.stringMatching(/^[a-z_-][A-Z0-9_.-]{0,20}[a-z0-9_-]$/).filter((text) => !text.includes(".."));
const label = fc.constantFrom("", ".int", ".ä");
const value = fc.oneof(
  fc.record({
    DataType: label.map((text) => `String${text}`),
    StringValue: fc.stringMatching(/^[\t\n -~ä-ÿ€🎉]{1,50}$/u),
  }),
  fc.record({ DataType: label.map((text) => `Number${text}`), StringValue: fc.integer().map(String) }),
  fc.record({
    DataType: label.map((text) => `Binary${text}`),
    BinaryValue: fc.uint8Array({ minLength: 1, maxLength: 50 }).map((bytes) => Buffer.from(bytes).toString("base64")),
  }),
);

test("the checksum of attributes is Amazon's", () => {
  const attributes = fc.dictionary(name, value, { minKeys: 1, maxKeys: 10 });
  fc.assert(
    fc.property(attributes, (MessageAttributes) => {
      expect(md5OfAttributes(readMessageAttributes({ MessageAttributes }))).toBe(expectedMd5(MessageAttributes));
    }),
  );
});

test("the checksum of a known attribute is the one that Amazon has answered", () => {
  const timestamp = { DataType: "Number", StringValue: "1493147359900" };
  expect(md5OfAttributes({ timestamp })).toBe("235c5c510d26fb653d073faed50ae77c");
});

test("without attributes, there is no checksum", () => {
  expect(md5OfAttributes({})).toBeUndefined();
});
