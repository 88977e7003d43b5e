import { distance } from "fastest-levenshtein";
import { z } from "zod";
import type { ValidationIssue } from "../base/errors";
import { shownKey, type Path, type YamlDocument } from "./documents";

/** An issue at the place of a value, or of its key. */
export function issueAt(yaml: YamlDocument, path: Path, message: string, part?: "key"): ValidationIssue {
  return { file: yaml.file, ...yaml.locate(path, part), path: inBrackets(path), message };
}

/** In the order of a file, what concerns all of it first. */
export function byPlace(a: ValidationIssue, b: ValidationIssue): number {
  return lineOf(a) - lineOf(b) || columnOf(a) - columnOf(b);
}

const lineOf = ({ line = 0 }: ValidationIssue) => line;
const columnOf = ({ column = 0 }: ValidationIssue) => column;

/** As it is written in JavaScript and jq: `spec.env.secrets[0].name`. */
function inBrackets(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${shownKey(String(step))}`))
    .join("")
    .replace(/^\./, "");
}

/** Holds a document against a schema: every problem at its place. */
export function issuesOf(schema: z.ZodType, yaml: YamlDocument): ValidationIssue[] {
  const { error } = schema.safeParse(yaml.value, { reportInput: true });
  return (error?.issues ?? []).flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      const known = fieldsAt(schema, issue.path);
      return issue.keys.map((key) => unknownField(yaml, [...issue.path, key], known));
    }
    if (issue.code === "invalid_key") {
      return issue.issues.map(({ message }) => issueAt(yaml, issue.path, message, "key"));
    }
    // Rules over several fields give a list's index as text.
    const path = issue.path.map((step) => (/^\d+$/.test(String(step)) ? Number(step) : step));
    return [issueAt(yaml, path, messageOf(issue))];
  });
}

function messageOf(issue: z.core.$ZodIssue): string {
  // Of a key with nothing behind it.
  if (issue.input === null) return "has no value; write one, or remove the line if it is optional";
  const isText = issue.code === "invalid_type" && issue.expected === "string";
  if (!isText || !["number", "boolean"].includes(typeof issue.input)) return issue.message;
  return `${issue.message.replace(/;.*/s, "")}; put it in quotes`;
}

/** The fields that a block may have. */
function fieldsAt(schema: z.ZodType, path: Path): string[] {
  let current: unknown = schema;
  const open = () => {
    while (current instanceof z.ZodOptional) current = current.unwrap();
    // Of a text or a block, the block.
    if (current instanceof z.ZodUnion) current = current.options.find((option) => option instanceof z.ZodObject);
    return current;
  };
  for (const step of path) {
    const outer = open();
    current = outer instanceof z.ZodArray ? outer.element : (outer as z.ZodObject).shape[String(step)];
  }
  const block = open();
  return block instanceof z.ZodObject ? Object.keys(block.shape) : [];
}

/** Names the nearest known field; where none is near, all of them. */
function unknownField(yaml: YamlDocument, path: Path, known: readonly string[]): ValidationIssue {
  const key = String(path.at(-1));
  if (key === "<<")
    return issueAt(yaml, path, "is YAML's merge key, which is not read here; write the fields out", "key");
  if (known.some((name) => key.startsWith(`${name}:`))) {
    return issueAt(yaml, path, "has no space after its colon; write one", "key");
  }
  if (path.includes("secrets")) {
    // It may be the secret itself.
    const { line, column } = yaml.locate(path, "key");
    const message = `has a field that is not known; write ${known.join(" and ")}`;
    return { ...issueAt(yaml, path.slice(0, -1), message), line, column };
  }
  const field = nearest(key, known);
  const remedy = field === undefined ? `write one of ${known.join(", ")}` : `did you mean ${field}?`;
  return issueAt(yaml, path, `is not a known field; ${remedy}`, "key");
}

/** The one of several names that is meant by one that is wrong, if any is like it. */
export function nearest(key: string, known: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const wanted = plain(key.slice(0, 64));
  const closest = [...known].sort((a, b) => distance(wanted, plain(a)) - distance(wanted, plain(b)))[0] ?? "";
  const isNear = distance(wanted, plain(closest)) <= Math.max(2, closest.length / 3);
  if (isNear && wanted.startsWith(plain(closest.slice(0, 1)))) return closest;
  return known.find(
    (name) => plain(name).startsWith(wanted.slice(0, 4)) || (name.length > 2 && wanted.startsWith(plain(name))),
  );
}
