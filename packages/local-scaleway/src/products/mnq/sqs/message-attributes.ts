import { createHash } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../../api/json";
import { invalidParameter } from "./errors";

const MAX_ATTRIBUTES = 10;
const MAX_LENGTH = 256;
const NAME = /^(?!aws\.|amazon\.)(?!\.)(?!.*\.\.)[\w.-]+(?<!\.)$/i;
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/;
/** The characters that XML allows. A lone surrogate is not one. */
const BODY = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** A message attribute. A binary value is in base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

export function isText(text: string): boolean {
  return BODY.test(text);
}

/** The parameter `MessageAttributes` of a message. */
export function readMessageAttributes(body: JsonObject): MessageAttributes {
  const attributes = body["MessageAttributes"] ?? {};
  if (!isJsonObject(attributes)) throw invalidParameter("MessageAttributes must be an object.");
  const entries = Object.entries(attributes);
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, readAttribute(name, value)]));
}

function readAttribute(name: string, value: unknown): MessageAttribute {
  if (!NAME.test(name) || name.length > MAX_LENGTH) {
    throw invalidParameter(`The message attribute name '${name.slice(0, MAX_LENGTH)}' is invalid.`);
  }
  const invalid = (reason: string) => invalidParameter(`The message attribute '${name}' is invalid. Reason: ${reason}`);
  if (!isJsonObject(value)) throw invalid("It must be an object.");
  const { DataType, StringValue, BinaryValue } = value;
  if (typeof DataType !== "string" || !DATA_TYPE.test(DataType) || DataType.length > MAX_LENGTH) {
    throw invalid("DataType must be String, Number or Binary.");
  }
  const isBinary = DataType.startsWith("Binary");
  const text = isBinary ? BinaryValue : StringValue;
  if (typeof text !== "string" || text === "") {
    throw invalid(`${isBinary ? "BinaryValue" : "StringValue"} must not be empty.`);
  }
  if (isBinary) return { DataType, BinaryValue: text };
  if (!isText(text)) throw invalid("StringValue contains a character that is not allowed.");
  if (DataType.startsWith("Number") && !(text.trim() === text && Number.isFinite(Number(text)))) {
    throw invalid("StringValue is not a number.");
  }
  return { DataType, StringValue: text };
}

/** The attributes that a receiver asks for: names, `prefix.*`, `.*` or `All`. */
export function selectAttributes(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  const isSelected = (name: string) =>
    names.some(
      (each) => each === "All" || each === name || (each.endsWith(".*") && name.startsWith(each.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isSelected(name)));
}

/** The bytes of the attributes, which count as the message's. */
export function sizeOfAttributes(attributes: MessageAttributes): number {
  return Object.entries(attributes)
    .map(([name, value]) => Buffer.byteLength(name) + Buffer.byteLength(value.DataType) + bytesOf(value).length)
    .reduce((sum, size) => sum + size, 0);
}

/** The checksum that receivers compare; undefined without attributes. */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const value = attributes[name];
    if (value === undefined) continue;
    add(Buffer.from(name));
    add(Buffer.from(value.DataType));
    hash.update(Buffer.of(value.BinaryValue === undefined ? 1 : 2));
    add(bytesOf(value));
  }
  return hash.digest("hex");
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function bytesOf({ StringValue = "", BinaryValue }: MessageAttribute): Buffer {
  return BinaryValue === undefined ? Buffer.from(StringValue) : Buffer.from(BinaryValue, "base64");
}
