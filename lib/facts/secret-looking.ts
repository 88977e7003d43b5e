const NAME =
  /(^|[_.-])(pass(word|wd|phrase)?|pwd|secrets?|tokens?|credentials?|(api|auth|private|signing|encryption|access|secret|master|account)[_-]?keys?|connection[_-]?string|dsn)($|[_.-])/i;
/** Names of what is said of a secret, but is none. */
const ABOUT =
  /[_.-](name|id|ids|path|file|dir|ttl|length|size|count|header|type|version|algorithm|region|host|port|enabled|expir[a-z]{0,7}|seconds|minutes|days)$/i;
/** Values of a shape that only credentials have. */
const VALUE =
  /-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^/?#@:\s]*:[^/?#@\s]+@|^eyJ[\w-]+\.eyJ|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\b(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|sk_live_|rk_live_|SG\.|AIza|npm_)[\w-]{8,}|^--?[\w-]*(password|token|secret|api-?key)[= ]\S/;
const SHORTEST = 6;

/** Whether a variable or an attribute holds a secret, by its name or by the shape of its value. */
export function looksSecret(name: string, value: unknown): boolean {
  if (typeof value !== "string" || value.length < SHORTEST) return false;
  return VALUE.test(value) || (isSecretName(name) && !/^(\d+|true|false)$/i.test(value));
}

/** The same names come again and again in a plan. */
const known = new Map<string, boolean>();

function isSecretName(name: string): boolean {
  const told = known.get(name);
  if (told !== undefined) return told;
  const spelled = name.replaceAll(/([a-z\d])([A-Z])/g, "$1_$2");
  const is = NAME.test(spelled) && !ABOUT.test(spelled);
  if (known.size < 10_000) known.set(name, is);
  return is;
}
