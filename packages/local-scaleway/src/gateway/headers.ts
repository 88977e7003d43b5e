import { randomUUID } from "node:crypto";

/** Headers by their names in lower case. A name has a value per line. */
export type HeaderValues = Readonly<Record<string, readonly string[] | undefined>>;

/** Headers of one connection. */
const HOP_BY_HOP = new Set([
  "connection",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The headers that concern the message, not its connection. */
export function endToEnd(headers: HeaderValues): HeaderValues {
  const listed = new Set((headers["connection"] ?? []).flatMap((value) => value.toLowerCase().split(/\s*,\s*/)));
  return without(headers, (name) => HOP_BY_HOP.has(name) || listed.has(name));
}

/** A pair for each line. */
export function linesOf(headers: HeaderValues): [name: string, value: string][] {
  return Object.entries(headers).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
}

/** The headers of HTTP/2, without those that begin with a colon. */
export function fromHttp2(headers: NodeJS.Dict<string | string[]>): HeaderValues {
  const entries = Object.entries(headers).filter(([name]) => !name.startsWith(":"));
  return Object.fromEntries(entries.map(([name, value]) => [name, [value ?? []].flat()]));
}

/** The headers without some. */
export function without(headers: HeaderValues, excluded: (name: string) => boolean): HeaderValues {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !excluded(name)));
}

/** The headers for HTTP/2, in which most names may occur only once. */
export function toHttp2(headers: HeaderValues): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values = []]) => [
      name,
      name === "set-cookie" ? [...values] : values.join(name === "cookie" ? "; " : ", "),
    ]),
  );
}

/** The headers that Scaleway documents for requests to a container. */
export function forwardedHeaders(
  headers: HeaderValues,
  { address, isHttps }: { readonly address: string; readonly isHttps: boolean },
): HeaderValues {
  return {
    ...headers,
    "x-forwarded-for": [[...(headers["x-forwarded-for"] ?? []), address].join(", ")],
    "x-forwarded-proto": [isHttps ? "https" : "http"],
    "x-request-id": headers["x-request-id"] ?? [randomUUID()],
  };
}
