/** The names of variables, attributes and build arguments that contain a secret. */
const NAME =
  /(^|[_.-])(pass(word|wd|phrase)?|pwd|secrets?|tokens?|credentials?|(api|auth|private|signing|encryption|access|secret|master|account)[_-]?keys?|connection[_-]?string|dsn)($|[_.-])/i;
/** The names of facts about a secret, such as `TOKEN_TTL`. */
const ABOUT =
  /[_.-](name|id|ids|path|file|dir|ttl|length|size|count|header|type|version|algorithm|region|host|port|enabled|expir[a-z]{0,7}|seconds|minutes|days)$/i;
/** The formats that only credentials have. */
const VALUE =
  /-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^/?#@:\s]*:[^/?#@\s]+@|^eyJ[\w-]+\.eyJ|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\b(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|sk_live_|rk_live_|SG\.|AIza|npm_)[\w-]{8,}|^--?[\w-]*(password|token|secret|api-?key)[= ]\S/;
const MIN_SECRET_LENGTH = 6;

/** The headers that contain a credential. The provider prints plain headers in every plan. */
export const CREDENTIAL_HEADER = /^(authorization|proxy-authorization|cookie|x-auth-token|x-api-key)$/i;

/** Whether a variable or an attribute contains a secret, by its name or by the format of its value. */
export function looksSecret(name: string, value: unknown): boolean {
  if (typeof value !== "string" || value.length < MIN_SECRET_LENGTH) return false;
  return VALUE.test(value) || (isSecretName(name) && !/^(\d+|true|false)$/i.test(value));
}

/** A cache of `isSecretName`, because a plan repeats the same names many times. */
const cache = new Map<string, boolean>();
const MAX_CACHED_NAMES = 10_000;

/** Whether a name is typical of a secret, such as `DB_PASSWORD` or `apiKey`. */
export function isSecretName(name: string): boolean {
  const cached = cache.get(name);
  if (cached !== undefined) return cached;
  const inSnakeCase = name.replaceAll(/([a-z\d])([A-Z])/g, "$1_$2");
  const isSecret = NAME.test(inSnakeCase) && !ABOUT.test(inSnakeCase);
  if (cache.size < MAX_CACHED_NAMES) cache.set(name, isSecret);
  return isSecret;
}
