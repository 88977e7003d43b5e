import { printable } from "../base/errors";
import { fieldsOf } from "../base/objects";
import { LIMITS } from "./limits";

/** A registry, or the way to it, failed. The message is one line, says what to do, and holds no secret. */
export class RegistryError extends Error {
  public override readonly name = "RegistryError";

  constructor(message: string) {
    super(printable(message));
  }
}

/** What is sent to servers and never shown, in the forms in which a server may repeat it. */
export class SentSecrets {
  readonly #forms = new Set<string>();
  readonly #hosts = new Set<string>();

  /** A login that is sent to a host. */
  public send(host: string, ...login: readonly string[]): void {
    this.#hosts.add(host);
    this.add(...login);
  }

  public hasLogin(host: string): boolean {
    return this.#hosts.has(host);
  }

  public add(...secrets: readonly string[]): void {
    for (const secret of secrets.filter((each) => each !== "")) {
      this.#forms.add(secret);
      this.#forms.add(encodeURIComponent(secret));
      this.#forms.add(JSON.stringify(secret).slice(1, -1));
    }
  }

  /** @param shortest what is shorter stays: in a text of our own it would be found by chance */
  public mask(text: string, shortest = 1): string {
    // The longest first: one may hold another.
    const forms = [...this.#forms].filter(({ length }) => length >= shortest).sort((a, b) => b.length - a.length);
    return forms.reduce((masked, form) => masked.replaceAll(form, "(secret)"), text);
  }
}

/**
 * What a server says of an error, as `": manifest unknown"`: the first of its errors, or nothing. One that has a login
 * may repeat it in a form that no mask knows.
 */
export function excerpt({ host, body }: { host: string; body: Buffer }, secrets: SentSecrets): string {
  if (secrets.hasLogin(host)) return "";
  const said = secrets.mask(firstError(body)).replaceAll(/\s+/g, " ").trim();
  if (said === "") return "";
  const { excerpt: most } = LIMITS;
  return `: ${said.length > most ? `${said.slice(0, most)}…` : said}`;
}

function firstError(body: Buffer): string {
  try {
    const { errors, details } = fieldsOf(JSON.parse(body.toString()));
    const { code, message } = fieldsOf(Array.isArray(errors) ? errors[0] : undefined);
    return [message, code, details].find((each): each is string => typeof each === "string" && each !== "") ?? "";
  } catch {
    return "";
  }
}
