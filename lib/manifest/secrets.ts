import { displayKey } from "../base/show";
import type { Problem } from "../base/problem";
import { lockingDirectory } from "../images/locking";
import { SecretValue } from "../secrets/secret-value";
import { isOpenMcfReference } from "./foreign-references";

/** `${env:NAME}` at any position. A second $ in front of it makes it text. */
const FROM_ENVIRONMENT = /(\$?)\$\{env:([^{}]{0,100})\}/g;

const PLACEHOLDER = "any";

let placeholders: Set<string> | undefined;

/**
 * Calls a function that checks manifests and keeps nothing. Environment variables that are not set have a placeholder.
 * @returns the result, and the names of these variables
 */
export function withPlaceholders<T>(act: () => T): { readonly result: T; readonly names: readonly string[] } {
  placeholders = new Set();
  try {
    return { result: act(), names: [...placeholders].sort() };
  } finally {
    placeholders = undefined;
  }
}

/** The text of a secret. `${env:NAME}` reads an environment variable, whose value stays as it is. */
export function readSecret(text: string): string {
  // Images are listed without secrets.
  if (lockingDirectory() !== undefined) return fromEnvironment(text, () => PLACEHOLDER);
  return fromEnvironment(text, (name) => {
    const value = process.env[name];
    if (value === undefined) placeholders?.add(name);
    return value ?? PLACEHOLDER;
  });
}

function fromEnvironment(text: string, valueOf: (name: string) => string): string {
  return text.replace(FROM_ENVIRONMENT, (match, dollar: string, name: string) =>
    dollar === "" ? valueOf(name) : match.slice(1),
  );
}

/** Returns the problem of a secret. The message never displays the secret. */
export function secretProblem(text: string): Problem | undefined {
  if (isForeignReference(text)) return FOREIGN_REFERENCE;
  const names = [...text.matchAll(FROM_ENVIRONMENT)]
    .filter(([, dollar]) => dollar === "")
    .map(([, , name = ""]) => name);
  if (names.includes("")) {
    return { code: "invalid-format", message: "has ${env:} without a name. Write ${env:NAME}." };
  }
  const missing = names.find((name) => process.env[name] === undefined);
  if (missing !== undefined && placeholders === undefined && lockingDirectory() === undefined) {
    const message = `reads the environment variable ${displayKey(missing)}, which is not set. Set it, or write $\${env:…} for the text itself.`;
    return { code: "variable-not-set", message };
  }
  return SecretValue.supplied("", readSecret(text)).problem;
}

const FOREIGN_REFERENCE = {
  code: "foreign-reference",
  message:
    "is a reference of another tool, which would be deployed as text. Write ${env:NAME}, and set NAME for synth.",
} as const;

/** References that other tools replace in a whole value: OpenMCF, shells and Compose, Kubernetes, PowerShell. */
function isForeignReference(text: string): boolean {
  const value = text.trim();
  const isBraced = /^\$(\{[^{}]*\}|\([\w.:-]+\))$/.test(value) && !value.startsWith("${env:");
  // A password may consist of capital letters and digits.
  const isShellVariable = /^\$(env:)?([A-Z]+|(?=.*_)[A-Z][A-Z\d_]*)$/.test(value);
  return isBraced || isShellVariable || isOpenMcfReference(value);
}

/**
 * The Terraform variable of a container's secret, such as `order_api__DATABASE_URL`. Containers of one stack may have
 * secrets with the same name, so each secret has its own variable. The first `__` separates the two names.
 */
export function secretVariable(container: string, secret: string): string {
  const owner = container.replace(/-(?=-)/g, "_Z").replace(/-/g, "_");
  const name = secret.replace(/[^A-Za-z0-9_]/gu, (character) => `-${Buffer.from(character).toString("hex")}-`);
  return `${owner}__${name}`;
}
