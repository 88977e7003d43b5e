/** A way to authenticate that a server offers. */
export interface Challenge {
  /** The name of the scheme in lowercase. */
  readonly scheme: string;
  /** Names are in lowercase. */
  readonly parameters: Map<string, string>;
}

const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const SCHEME = new RegExp(`[\\s,]*(${TOKEN})(?=[\\s,]|$)`, "y");
// Some registries omit the quotes, even around URLs.
const PARAMETER = new RegExp(`[\\s,]*(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,"]*))`, "y");

/** Parses the challenges of one or several WWW-Authenticate headers. Invalid text ends its header. */
export function parseChallenges(headers: string | readonly string[] = []): Challenge[] {
  return [headers].flat().flatMap(parseHeader);
}

function parseHeader(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  let position = 0;
  const read = (pattern: RegExp) => {
    pattern.lastIndex = position;
    const match = pattern.exec(header);
    if (match !== null) position = pattern.lastIndex;
    return match;
  };
  for (;;) {
    const parameters = challenges.at(-1)?.parameters;
    const parameter = parameters === undefined ? null : read(PARAMETER);
    if (parameter !== null) {
      const [, name = "", quoted, plain = ""] = parameter;
      const key = name.toLowerCase();
      if (parameters?.has(key) === false) parameters.set(key, quoted?.replaceAll(/\\(.)/g, "$1") ?? plain);
      continue;
    }
    const scheme = read(SCHEME)?.[1];
    if (scheme === undefined) return challenges;
    challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
  }
}
