import { lockingDirectory } from "../images/locking";
import { SecretValue } from "../secrets/secret-value";

const FROM_ENVIRONMENT = /^\$\{env:([^{}]{1,100})\}$/;

/** A secret's text, or the environment variable's that it names as a whole. */
export function readSecret(text: string): string {
  const name = FROM_ENVIRONMENT.exec(text)?.[1];
  if (name === undefined) return text;
  // Images are listed without secrets.
  return lockingDirectory() === undefined ? (process.env[name] ?? "") : "any";
}

/** Why a secret is refused. Never shows it. */
export function secretProblem(text: string): string | undefined {
  const name = FROM_ENVIRONMENT.exec(text)?.[1];
  if (name !== undefined && process.env[name] === undefined && lockingDirectory() === undefined) {
    return `reads the environment variable ${name}, which is not set; set it`;
  }
  return SecretValue.supplied("", readSecret(text)).problem;
}

/**
 * The Terraform variable of a container's secret, as `order_api__DATABASE_URL`. Containers of a stack may have secrets of
 * the same name, so each has a variable of its own. No two secrets get the same one: the first __ divides the two names.
 */
export function secretVariable(container: string, secret: string): string {
  const owner = container.replace(/-(?=-)/g, "_Z").replace(/-/g, "_");
  const name = secret.replace(/[^A-Za-z0-9_]/gu, (character) => `-${Buffer.from(character).toString("hex")}-`);
  return `${owner}__${name}`;
}
