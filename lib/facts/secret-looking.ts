/**
 * What looks like a secret: names, values, and the false friends of both. Names are in lower case, with `_` between words.
 * Sources: variables in public `.env.example`, Compose, Helm and Terraform files, 2026, and the pages beside the entries.
 */

/** Names of passwords. Any text counts as a password, because real ones may be short. */
export const PASSWORD_NAMES = [
  ...["password", "passwd", "passphrase", "passcode", "pass", "pwd", "pw", "passwort", "mot_de_passe"],
  // Redis: https://redis.io/docs/latest/operate/oss_and_stack/management/config/
  ...["require_pass", "master_auth"],
] as const;

/** Names of secrets that services generate, which are longer than `MIN_SECRET_LENGTH`. */
export const SECRET_NAMES = [
  ...["secret", "token", "credential", "cred", "jwt", "pat", "bearer", "salt", "pepper", "mnemonic", "seed_phrase"],
  ...["access_key", "account_key", "admin_key", "api_key", "app_key", "auth_key", "client_key", "cookie_key"],
  ...["deploy_key", "encryption_key", "fernet_key", "hmac_key", "jwt_key", "license_key", "master_key", "private_key"],
  ...["root_key", "secret_key", "service_key", "service_role_key", "session_key", "shared_key", "signing_key"],
  ...["ssh_key", "storage_key", "webhook_key"],
  // RabbitMQ: https://www.rabbitmq.com/docs/clustering#erlang-cookie
  "erlang_cookie",
  // Vault: https://developer.hashicorp.com/vault/docs/concepts/dev-server
  "root_token_id",
  // HTTP: https://www.rfc-editor.org/rfc/rfc9110#field.authorization
  "authorization",
] as const;

/** Names of secrets and of other things. Only a generated value, or a user with a password, counts. */
export const AMBIGUOUS_NAMES = ["key", "auth", "cookie", "signature", "sig", "webhook", "htpasswd"] as const;

/** Endings of names that need no separator, as in `PGPASSWORD` and `authtoken`. */
export const GLUED_NAMES = ["password", "passwd", "passphrase", "secret", "token", "api_key", "secret_key"] as const;

/** The words before `pass` without a separator, as in `PGPASS`. `bypass` and `compass` are not passwords. */
export const PASS_OWNERS = "admin|db|email|ftp|imap|ldap|mail|mongo|mysql|pg|postgres|redis|root|sftp|smtp|sql|user";

/** Words after the name of a secret that do not change its meaning, as in `API_KEY_PROD`. */
export const NEUTRAL_ENDINGS = [
  ...["value", "plain", "plaintext", "raw", "base", "base64", "b64", "hex", "string", "text", "json", "data"],
  ...["old", "new", "current", "previous", "next", "primary", "secondary", "main", "default", "fallback"],
  ...["prod", "production", "staging", "stage", "preprod", "dev", "development", "test", "testing", "live", "sandbox"],
] as const;

/** Words after the name of a secret that make it a fact about the secret, as in `TOKEN_URL` and `PASSWORD_MIN_LENGTH`. */
export const FACT_ENDINGS = [
  ...["url", "urls", "uri", "uris", "endpoint", "host", "hostname", "port", "domain", "server", "service", "realm"],
  ...["name", "names", "id", "ids", "arn", "ref", "reference", "alias", "label", "title", "owner", "user", "username"],
  ...["path", "paths", "file", "files", "filename", "dir", "directory", "folder", "location", "mount", "stdin", "env"],
  ...["ttl", "age", "lifetime", "validity", "timeout", "expiry", "expiration", "expires", "expire", "exp", "interval"],
  ...["seconds", "minutes", "hours", "days", "ms", "period", "window", "rotation", "refresh", "renewal", "cleanup"],
  ...[
    "length",
    "len",
    "size",
    "count",
    "limit",
    "min",
    "max",
    "number",
    "capacity",
    "usage",
    "budget",
    "cost",
    "price",
  ],
  ...["header", "headers", "prefix", "suffix", "type", "kind", "version", "format", "encoding", "charset", "scheme"],
  ...["alg", "algo", "algorithm", "hasher", "rounds", "iterations", "strength", "complexity", "policy", "pattern"],
  ...["regex", "region", "issuer", "iss", "audience", "aud", "scope", "scopes", "claim", "claims", "subject", "sub"],
  ...["provider", "store", "storage", "manager", "backend", "engine", "driver", "source", "mode", "method", "strategy"],
  ...["enabled", "disabled", "required", "allowed", "optional", "reset", "recovery", "change", "changed", "history"],
  ...["validator", "validation", "verification", "attempts", "retries", "bucket", "hint", "message", "template"],
  ...["field", "column", "param", "parameter", "attribute", "placeholder", "grant", "flow", "index", "class"],
] as const;

/**
 * Words before a key or a token that make it public.
 * Sources: https://docs.stripe.com/keys (publishable), https://supabase.com/docs/guides/api/api-keys (anon),
 * https://developers.google.com/recaptcha/docs/display (site key).
 */
export const PUBLIC_WORDS = ["public", "publishable", "pub", "anon", "site", "pk"] as const;

/** Words before `key` alone that make it the key of a lookup, from observation. An `S3_SECRET_KEY` is a secret. */
export const LOOKUP_WORDS = [
  ...["partition", "foreign", "sort", "range", "cache", "routing", "idempotency", "object", "s3", "translation"],
] as const;

/** Words before `token` that make it a token of a language model, from observation. */
export const LANGUAGE_WORDS = [
  ...["max", "min", "num", "total", "stop", "eos", "bos", "pad", "unk", "sep", "cls", "special"],
] as const;

/**
 * The starts of variables that bundlers write into the code of the browser, so that their keys are public.
 * Sources: https://nextjs.org/docs/app/guides/environment-variables, https://vite.dev/guide/env-and-mode,
 * https://create-react-app.dev/docs/adding-custom-environment-variables/, https://docs.expo.dev/guides/environment-variables/
 */
export const BROWSER_PREFIX = /^(next_public|nuxt_public|expo_public|vite|react_app|gatsby|vue_app)_/;

/** A shorter text is not a generated secret. */
export const MIN_SECRET_LENGTH = 6;

/** Values that are not secrets, whatever their name is. */
export const HARMLESS_VALUES: readonly RegExp[] = [
  // Switches and modes.
  /^(true|false|yes|no|on|off|none|null|nil|undefined|enabled?|disabled?|required|optional|never|always|include|omit|same-origin)$/i,
  // Numbers, durations and sizes.
  /^[-+]?\d[\d.,_:]*\s?(ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?|y|years?|[kmg]i?b|b|%)?$/i,
  // Paths, and files with a well-known extension.
  /^(~|\.{1,2}|file:|[a-z]:)[/\\][\w@./\\~ -]*$/i,
  /^\/[\w@.-]{0,24}(\/[\w@.-]{0,64}){0,20}$/,
  /^[\w@./-]{1,200}\.(pem|key|crt|cer|p12|pfx|jks|pub|json|ya?ml|toml|ini|txt|env|conf)$/i,
  // Addresses. Their passwords and query are looked at on their own.
  /^[a-z][a-z\d+.-]{0,20}:\/\/\S{0,4000}$/i,
  // Public keys and certificates.
  /^(ssh-(rsa|ed25519|dss)|ecdsa-sha2-\S{1,40}|sk-ssh-\S{1,40}) AAAA/,
  /^-----BEGIN (CERTIFICATE|(RSA |EC )?PUBLIC KEY)/,
];

/**
 * The access keys of Scaleway, which name an API key and do not open anything.
 * Source: https://www.scaleway.com/en/developers/api/iam/api-keys ("not a sensitive piece of information").
 */
export const ACCESS_KEY_ID = /^SCW[\dA-Z]{17}$/;

/** Values that refer to a secret, or stand for one, such as `${DB_PASSWORD}`, `<password>` and `****`. */
export const REFERENCES: readonly RegExp[] = [
  /^\$\(?[A-Z_][A-Z\d_]*\)?$/,
  /^\$\([^)]{1,200}\)$/,
  /^\{\{.{0,200}\}\}$/s,
  /^%[A-Z_][A-Z\d_]*%$/i,
  /^<[^<>]{0,100}>$/,
  /^\[[A-Z _-]{1,40}\]$/,
  /^([*.•…#_-])\1*$|^x{1,16}$/i,
  /^(redacted|masked|hidden|sensitive|\(sensitive( value)?\)|\(looks like a secret\)|\(known after apply\))$/i,
  // Code that reads a secret.
  /^(process\.env|import\.meta|os\.(environ|getenv)|env|ENV|System\.getenv|getenv|var|local|data|module|self|each|secrets|vars)[.[(]/,
  // Secret stores: Vault (bank-vaults), 1Password, vals, AWS, Google, Azure.
  /^(vault:|op:\/\/|ref\+[a-z]{1,20}:\/\/|(aws|gcp)?sm:\/\/|ssm:|secretref:|secret\/|env:|arn:aws[\w-]{0,20}:(secretsmanager|ssm):|projects\/[\w-]{1,64}\/secrets\/)/,
  /^@Microsoft\.KeyVault\(/,
];

/**
 * The names of maps, and of lists of pairs of `name` and `value`, whose values are secret, whatever their names are.
 * Sources: https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release (set_sensitive), the provider
 * scaleway/scaleway (secret_environment_variables), observation.
 */
export const SECRET_BLOCK =
  /^(set_sensitive|sensitive_(env\w*|var\w*|values?|data)|secret_(env\w*|var\w*|values?|data|strings?)|string_data)$/;

/** The headers that contain a credential. The provider prints plain headers in every plan. */
export const CREDENTIAL_HEADER = /^(authorization|proxy-authorization|cookie|x-auth-token|x-api-key)$/i;
