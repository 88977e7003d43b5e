import { z } from "zod";
import type { ValidationIssue } from "../base/errors";
import { fieldsAt, isWrapper } from "../base/known-fields";
import type { Path, YamlDocument } from "../yaml/documents";
import { issueAt } from "../yaml/issues";

/** OpenMCF's own manifests write these names in camelCase, also beside names in snake_case. */
const NEUTRAL = ["apiVersion", "valueFrom", "fieldPath"];

const CAMEL_CASE_NAME = /\b[a-z]+\d*([A-Z][a-z\d]*)+\b/g;

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The spelling of the fields of one document: camelCase or snake_case. */
export class Spelling {
  /** The keys in the file, by the path with the names of the schema. */
  readonly #keys = new Map<string, string>();
  /** The first field of each spelling, as it is in the file. */
  #camelCase: Path | undefined;
  #snakeCase: Path | undefined;

  constructor(private readonly schema: z.ZodType) {}

  /** Adds a field of the schema. Fields are added in the order of the file, each after the mapping that contains it. */
  public add(path: Path, key: string): void {
    const name = String(path.at(-1));
    this.#keys.set(keyOf(path), key);
    if (snakeCase(name) === name || NEUTRAL.includes(name)) return;
    if (key === name) this.#camelCase ??= this.asWritten(path);
    else this.#snakeCase ??= this.asWritten(path);
  }

  /** A path with the names of the schema, as it is in the file. Missing fields have the spelling of the others. */
  public asWritten(path: Path): Path {
    return path.map((step, index) => {
      const parent = path.slice(0, index);
      const key = this.#keys.get(keyOf([...parent, step]));
      return key ?? (this.#isSnakeCase && fieldsAt(this.schema, parent).includes(String(step)) ? spelled(step) : step);
    });
  }

  /** A message that contains names of fields, in the spelling of the document. */
  public inMessage(message: string): string {
    if (!this.#isSnakeCase) return message;
    const names = new Set(namesIn(this.schema));
    return message.replace(CAMEL_CASE_NAME, (name) => (names.has(name) ? spelled(name) : name));
  }

  /** The issue of a document in both spellings, at the field that differs from those before it. */
  public issues(yaml: YamlDocument): ValidationIssue[] {
    if (this.#camelCase === undefined || this.#snakeCase === undefined) return [];
    const fields = [
      { path: this.#camelCase, spelling: "camelCase" },
      { path: this.#snakeCase, spelling: "snake_case" },
    ].map((field) => ({ ...field, ...yaml.locate(field.path, "key") }));
    const [first, second] = fields.sort((a, b) => a.line - b.line || a.column - b.column);
    if (first === undefined || second === undefined) return [];
    const message = `is in ${second.spelling}, but ${String(first.path.at(-1))} in line ${first.line} is in ${first.spelling}. Use one spelling in a document.`;
    return [issueAt(yaml, second.path, { code: "mixed-spelling", message }, "key")];
  }

  get #isSnakeCase(): boolean {
    return this.#snakeCase !== undefined && this.#camelCase === undefined;
  }
}

function spelled(name: PropertyKey): string {
  return NEUTRAL.includes(String(name)) ? String(name) : snakeCase(String(name));
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

/** The names of all fields of a schema. */
function namesIn(schema: unknown): string[] {
  if (isWrapper(schema)) return namesIn(schema.unwrap());
  if (schema instanceof z.ZodArray) return namesIn(schema.element);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([name, field]) => [name, ...namesIn(field)]);
}
