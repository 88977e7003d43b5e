import { SecretValue } from "../secret-value";

const FROM_ENVIRONMENT = /^\$\{env:([^{}]+)\}$/;

/** A secret's text, or the environment variable's that it names as a whole; undefined where that is not set. */
export function readSecret(text: string): string | undefined {
  const name = FROM_ENVIRONMENT.exec(text)?.[1];
  return name === undefined ? text : process.env[name];
}

/** Why a secret is refused. Never shows it. */
export function secretProblem(text: string): string | undefined {
  const value = readSecret(text);
  if (value !== undefined) return SecretValue.supplied("", value).problem;
  return `reads the environment variable ${FROM_ENVIRONMENT.exec(text)?.[1] ?? ""}, which is not set; set it`;
}

/**
 * The Terraform variable of a container's secret, as `order_api__DATABASE_URL`. Containers of a stack may have secrets of
 * the same name, so each has a variable of its own. No two secrets get the same one: the first __ divides the two names.
 */
export function secretVariable(container: string, secret: string): string {
  const owner = container.replace(/-(?=-)/g, "_Z").replace(/-/g, "_");
  const name = secret.replace(/[^A-Za-z0-9_]/gu, (character) => `-${character.codePointAt(0)?.toString(16) ?? ""}-`);
  return `${owner}__${name}`;
}
