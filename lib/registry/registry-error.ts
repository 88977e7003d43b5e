import { printable } from "../base/text";
import { fieldsOf } from "../base/objects";
import type { RegistryErrorCode } from "./error-codes";
import { LIMITS } from "./limits";

export interface RegistryErrorDetails {
  /** The image reference, without credentials. */
  readonly reference?: string | undefined;
  /** The server that caused the error: a registry, a token server, the target of a redirect or a proxy. */
  readonly host?: string | undefined;
  /** The HTTP status of the server. */
  readonly status?: number | undefined;
}

/** A failure of a registry, or of the connection to it. The message is one line, ends with a remedy and contains no secret. */
export class RegistryError extends Error implements RegistryErrorDetails {
  public override readonly name = "RegistryError";
  public readonly reference: string | undefined;
  public readonly host: string | undefined;
  public readonly status: number | undefined;

  constructor(
    public readonly code: RegistryErrorCode,
    message: string,
    { reference, host, status }: RegistryErrorDetails = {},
  ) {
    super(printable(message));
    this.reference = reference;
    this.host = host;
    this.status = status;
  }
}

/** The secrets that were sent to servers, in every form in which a server may repeat them. */
export class SentSecrets {
  readonly #forms = new Set<string>();
  readonly #hosts = new Set<string>();

  /** Records credentials that are sent to a host. */
  public send(host: string, ...credentials: readonly string[]): void {
    this.#hosts.add(host);
    this.add(...credentials);
  }

  /** Whether credentials were sent to a host. */
  public hasCredentials(host: string): boolean {
    return this.#hosts.has(host);
  }

  public add(...secrets: readonly string[]): void {
    for (const secret of secrets.filter((each) => each !== "")) {
      this.#forms.add(secret);
      this.#forms.add(encodeURIComponent(secret));
      this.#forms.add(JSON.stringify(secret).slice(1, -1));
    }
  }

  /** @param minLength shorter secrets are not masked: they may be a word of a message by chance */
  public mask(text: string, minLength = 1): string {
    // The longest secret first: it may contain another secret.
    const forms = [...this.#forms].filter(({ length }) => length >= minLength).sort((a, b) => b.length - a.length);
    return forms.reduce((masked, form) => masked.replaceAll(form, "(secret)"), text);
  }
}

/**
 * The first error in a server's response, such as `: manifest unknown`, or an empty text. A server that received credentials is
 * never quoted: it may repeat them in a form that no mask recognizes.
 */
export function excerpt({ host, body }: { host: string; body: Buffer }, secrets: SentSecrets): string {
  if (secrets.hasCredentials(host)) return "";
  const text = secrets.mask(firstError(body)).replaceAll(/\s+/g, " ").trim();
  const { excerptLength } = LIMITS;
  const short = text.length > excerptLength ? `${text.slice(0, excerptLength)}…` : text.replace(/\.$/, "");
  return short === "" ? "" : `: ${short}`;
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
