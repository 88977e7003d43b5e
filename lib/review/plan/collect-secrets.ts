import { parsedJson } from "../../base/json";
import { isGenerated, isSecretName } from "../../base/secret-names";
import { looksSecret, nameOfPart, secretParts } from "../../base/secret-search";
import { SECRET_BLOCK } from "../../facts/secret-looking";
import { isList, isNested, valueAt, type Value } from "./json";
import type { Secrets } from "./secrets";

/** The start of a hash that Scaleway returns instead of a secret. */
const HASH = "$argon2";
/** A shorter part of a secret is an ordinary word, or a small number. */
const MIN_PART_LENGTH = 6;
/** A shorter line of a secret is an ordinary word. */
const MIN_LINE_LENGTH = 8;
/** A secret with more lines is a document: its lines are in other texts by chance. */
const MAX_LINES = 10;

/**
 * A token before the host of a URL, such as the key of a Sentry DSN. It may be public, so it is not reported as a risk, but it
 * is masked.
 */
const TOKEN_IN_URL = /:\/\/(?=[a-z_-]{0,64}\d)([\w-]{12,256})@/gi;

interface MarkedValue {
  readonly value: Value | undefined;
  /** Terraform's marks of sensitive values. */
  readonly sensitive?: Value | undefined;
  /** The attributes that are secret by the type of the resource, or `true` for the whole value. */
  readonly secret?: Value | undefined;
}

/** Adds every text and number in a value that is marked as secret, or looks like one. */
export function collectSecrets({ value, sensitive, secret }: MarkedValue, secrets: Secrets, name = ""): void {
  if (isNested(value)) {
    const isInList = isList(value);
    for (const key of Object.keys(value)) {
      const part = valueAt(value, key);
      const partSecret = isInList ? secret : secretAt(secret, key, part);
      collectSecrets(
        { value: part, sensitive: marksAt(sensitive, key), secret: partSecret },
        secrets,
        nameOfPart(value, key, name),
      );
    }
  } else if (typeof value === "string" || typeof value === "number") {
    const isMarked = sensitive === true || secret === true;
    const text = String(value);
    if (text.includes("://")) for (const [, token = ""] of text.matchAll(TOKEN_IN_URL)) secrets.add(token);
    if ((isMarked || looksSecret(name, value)) && !isHash(value)) addSecret(name, text, isMarked, secrets);
  }
}

/** Adds a secret, and the secrets in it, such as the password in a URL. */
function addSecret(name: string, text: string, isMarked: boolean, secrets: Secrets): void {
  const parts = new Set(text.length < MIN_PART_LENGTH ? [] : secretParts(name, text));
  // The rest of a command, or of a connection string, is not secret.
  const isInParts = parts.size > 0 && [...parts].every(({ length }) => length >= MIN_PART_LENGTH);
  if (isMarked || !isInParts) secrets.add(text);
  if (text.length < MIN_PART_LENGTH) return;
  if (isMarked) for (const part of [...linesOf(text), ...leavesOf(parsedJson(text), "")]) parts.add(part);
  for (const part of parts) {
    if (part.length < MIN_PART_LENGTH) continue;
    secrets.add(part);
    secrets.add(decoded(part));
  }
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.length < 2 || lines.length > MAX_LINES
    ? []
    : lines.map((line) => line.trim()).filter(({ length }) => length >= MIN_LINE_LENGTH);
}

/** The values in a sensitive JSON text that are secrets by themselves: by their name, or because nobody writes them by hand. */
function leavesOf(json: unknown, name: string): string[] {
  if (typeof json === "number") return [String(json)];
  if (typeof json === "string") return isSecretName(name) || isGenerated(json) ? [json] : [];
  if (typeof json !== "object" || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => leavesOf(value, nameOfPart(json, key, name)));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The marks of a part: a mark of the whole holds for every part. */
export function marksAt(marks: Value | undefined, key: string): Value | undefined {
  return marks === true ? true : valueAt(marks, key);
}

/** What is secret in a part by the type of the resource, or by the name of a block, such as `set_sensitive`. */
export function secretAt(secret: Value | undefined, key: string, part: Value | undefined): Value | undefined {
  const known = marksAt(secret, key);
  if (known !== undefined || !isNested(part) || !SECRET_BLOCK.test(key)) return known;
  return isList(part) && part.some(isNested) ? { value: true } : true;
}

export function isHash(value: Value | undefined): boolean {
  return typeof value === "string" && value.startsWith(HASH);
}
