import { displayKey } from "../base/show";
import type { Problem } from "../base/problem";
import { lockingDirectory } from "../images/locking";
import { SecretValue } from "../secrets/secret-value";

const FROM_ENVIRONMENT = /^\$\{env:([^{}]{1,100})\}$/;

/** The text of a secret. `${env:NAME}` reads an environment variable. */
export function readSecret(text: string): string {
  const name = FROM_ENVIRONMENT.exec(text)?.[1];
  if (name === undefined) return text;
  // Images are listed without secrets.
  return lockingDirectory() === undefined ? (process.env[name] ?? "") : "any";
}

/** Returns the problem of a secret. The message never displays the secret. */
export function secretProblem(text: string): Problem | undefined {
  const name = FROM_ENVIRONMENT.exec(text)?.[1];
  if (name !== undefined && process.env[name] === undefined && lockingDirectory() === undefined) {
    return {
      code: "variable-not-set",
      message: `reads the environment variable ${displayKey(name)}, which is not set. Set it.`,
    };
  }
  return SecretValue.supplied("", readSecret(text)).problem;
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
