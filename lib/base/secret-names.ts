import { SECRET_FORMATS } from "../facts/secret-formats";
import {
  ACCESS_KEY_ID,
  AMBIGUOUS_NAMES,
  BROWSER_PREFIX,
  FACT_ENDINGS,
  GLUED_NAMES,
  HARMLESS_VALUES,
  LANGUAGE_WORDS,
  LOOKUP_WORDS,
  MIN_SECRET_LENGTH,
  NEUTRAL_ENDINGS,
  PASS_OWNERS,
  PASSWORD_NAMES,
  PUBLIC_WORDS,
  REFERENCES,
  SECRET_NAMES,
} from "../facts/secret-looking";

/** What a name says about its value. An ambiguous name needs a value that looks generated. */
type NameKind = "password" | "secret" | "ambiguous" | "public" | "other";

/** Whether a name is typical of a secret, such as `DB_PASSWORD` or `apiKey`. */
export function isSecretName(name: string): boolean {
  const kind = nameKind(name);
  return kind === "password" || kind === "secret";
}

/** Whether a text is the value of a secret, given its name. The ID of a key is not worth a warning, but a review masks it. */
export function isSecretByName(name: string, value: string): boolean {
  return isNamedSecret(name, value) && !ACCESS_KEY_ID.test(value);
}

/** Whether a text may be the value of a secret, given its name, or the ID of one. */
export function isNamedSecret(name: string, value: string): boolean {
  const kind = nameKind(name);
  if (kind === "other" || kind === "public") return false;
  const text = value.trim();
  if (text.length < (kind === "password" ? 1 : MIN_SECRET_LENGTH)) return false;
  if (kind === "ambiguous" && !isGenerated(text)) return false;
  if (isHarmless(text)) return kind === "password" && PIN.test(text);
  return !text.includes("${") || isLiteralSecret(text);
}

/** A credential in a text, and what its format says that it is, such as "a GitHub token". */
interface FormatMatch {
  readonly label: string;
  readonly secret: string;
}

/** Finds the credentials in a text by their format. */
export function* formatMatches(name: string, text: string): Generator<FormatMatch> {
  if (!MARKER.test(text)) return;
  for (const format of SECRET_FORMATS) {
    if (format.mayBePublic === true && nameKind(name) === "public") continue;
    for (const match of text.matchAll(format.pattern)) {
      const secret = credentialOf(match, text);
      if (secret === undefined) continue;
      yield { label: format.label, secret };
      if (secret === text) break;
    }
  }
}

/** The characters of a key after the part that a pattern matches. */
const REST_OF_KEY = /[\w+/=.~-]{0,512}/y;

function credentialOf({ 0: start, index, groups }: RegExpExecArray, text: string): string | undefined {
  const base64 = groups?.["base64"];
  if (base64 !== undefined) return isBase64Login(base64) ? base64 : undefined;
  const secret = groups?.["secret"];
  if (secret !== undefined) return isReference(secret) ? undefined : secret;
  if (/PRIVATE KEY|^LS0t|^PuTTY/.test(start)) return text;
  REST_OF_KEY.lastIndex = index + start.length;
  return start + (REST_OF_KEY.exec(text)?.[0] ?? "");
}

/** Whether a name may be one that `isSecretByName` knows. It is cheap, and rules most names out. */
export function mayBeSecretName(name: string): boolean {
  return NAME_HINT.test(name);
}

const MAX_CACHED_NAMES = 10_000;
/** A longer text is not a name. */
const MAX_NAME_LENGTH = 128;
/** A plan repeats the same names many times. */
const cache = new Map<string, NameKind>();

function nameKind(name: string): NameKind {
  const cached = cache.get(name);
  if (cached !== undefined) return cached;
  const kind = name.length <= MAX_NAME_LENGTH && mayBeSecretName(name) ? classify(name) : "other";
  if (cache.size < MAX_CACHED_NAMES) cache.set(name, kind);
  return kind;
}

function classify(name: string): NameKind {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, "_");
  const match = [...words.matchAll(NAME)].at(-1);
  if (match === undefined) return "other";
  const [term, glued, password, secret] = match;
  const before = words.slice(0, match.index);
  const isPublic = BROWSER_PREFIX.test(words) || PUBLIC_BEFORE.test(before);
  if (isPublic && /(key|token)s?$/.test(term) && !/secret|private/.test(term)) return "public";
  if (/^keys?$/.test(term) && LOOKUP_BEFORE.test(before)) return "public";
  if (/^tokens?$/.test(term) && LANGUAGE_BEFORE.test(before)) return "public";
  const after = words
    .slice(match.index + term.length)
    .split("_")
    .filter(Boolean);
  if (after.some((word) => FACTS.has(word))) return "other";
  const isExact = after.every((word) => NEUTRAL.has(word) || /^v?\d+$/.test(word));
  if (!isExact) return "ambiguous";
  if (password !== undefined || glued?.includes("pass") === true) return "password";
  return secret !== undefined || glued !== undefined ? "secret" : "ambiguous";
}

/** A password of digits. Numbers of other settings are shorter, or their names say more, such as `PASSWORD_MIN_LENGTH`. */
const PIN = /^\d{4,}$/;
const FACTS: ReadonlySet<string> = new Set(FACT_ENDINGS);
const NEUTRAL: ReadonlySet<string> = new Set(NEUTRAL_ENDINGS);
const anyOf = (names: readonly string[]) => names.map((name) => name.replaceAll("_", "_?")).join("|");
/** The longest name first: `secret_key` is not `secret`, followed by another word. */
const byLength = (names: readonly string[]) => anyOf(names.toSorted((a, b) => b.length - a.length));
const NAME = new RegExp(
  `(?<![a-z\\d])(?:([a-z\\d]{1,40}(?:${byLength(GLUED_NAMES)})|(?:${PASS_OWNERS})pass)|(${byLength(PASSWORD_NAMES)})|(${byLength(SECRET_NAMES)})|(?:${byLength(AMBIGUOUS_NAMES)}))s?(?![a-z\\d])`,
  "g",
);
const endsWith = (words: readonly string[]) => new RegExp(`(?:^|_)(?:${words.join("|")})_$`);
const PUBLIC_BEFORE = endsWith(PUBLIC_WORDS);
const LOOKUP_BEFORE = endsWith(LOOKUP_WORDS);
const LANGUAGE_BEFORE = endsWith(LANGUAGE_WORDS);
const NAME_HINT = /pass|pw|secret|token|cred|jwt|pat|bearer|salt|pepper|mnemonic|seed|key|auth|cookie|sig|hook/i;

/** The starts of all formats: most texts contain none. */
const MARKER =
  /:\/\/[^/?#@\s]{0,256}[@:]|@(?:tcp|unix)\(|@[\w.-]{1,64}[:/]|-----BEGIN|PuTTY|AGE-|LS0t|eyJ|[Bb]earer|BEARER|[Bb]asic|BASIC|[Kk]ey=|KEY=|A[KSBC][IC]A|gh[pousr]_|github_pat_|gl[a-z]{1,5}[-_]|xox|xapp-|hooks\.slack|webhook|[sr]k[_-]|whsec_|AIza|GOCSPX|ya29|SG\.|SK[\da-f]|npm_|do[opr]_v1|cf[kua]t?_|tskey|dckr_|hv[sbr]\.|hf_|atlasv1|pypi-|shp|xkeysib|xsmtpsib|:AA|gsk_|r8_|lin_api|sntry|PMAK|ATATT3|pul-|ops_|xai-|sshpass|login|mysql|mariadb|(?:redis|valkey)-cli|curl/;

function isHarmless(text: string): boolean {
  return HARMLESS_VALUES.some((pattern) => pattern.test(text)) || isReference(text);
}

function isReference(text: string): boolean {
  return /^\$\{.*\}$/s.test(text) || REFERENCES.some((pattern) => pattern.test(text));
}

/** Whether a text has a part that nobody writes by hand, or is a user with a password. */
export function isGenerated(text: string): boolean {
  if (DIGEST.test(text)) return false;
  const isRandom = RANDOM.test(text) && !PATH.test(text);
  return isRandom || UUID.test(text) || LOGIN.test(text) || isBase64Login(text);
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** A long word of letters and digits. */
const RANDOM = /(?<![A-Za-z\d])(?=[A-Za-z]{0,32}\d)(?=\d{0,32}[A-Za-z])[A-Za-z\d]{16}/;
/** A file or an object in storage, whose name may contain a hash. */
const PATH = /(^|\/)[a-z][a-z_-]{0,30}\/|\.[a-z\d]{1,5}$/;
/** A digest is public. */
const DIGEST = /^sha\d{1,3}[:-]/;
/** A user and a password. The second part of `host:port` and of `image:tag` is not one. */
const LOGIN = /^[\w.+-]{1,64}:(?!\d{1,5}$|v?\d+\.)[^\s:/]{4,128}$/;

function isBase64Login(text: string): boolean {
  if (!/^[A-Za-z\d+/]{8,512}={0,2}$/.test(text)) return false;
  return /^[ -9;-~]{1,200}:[ -~]{1,200}$/.test(Buffer.from(text, "base64").toString("latin1"));
}

/** Whether the literal text around references is a secret by itself. */
function isLiteralSecret(text: string): boolean {
  const literal = text.replaceAll(/\$\{[^{}]*\}/g, "");
  return !isReference(text) && literal.length >= MIN_SECRET_LENGTH && /\d/.test(literal) && /[a-z]/i.test(literal);
}
