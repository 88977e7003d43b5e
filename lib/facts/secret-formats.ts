/** The format of a value that only a credential has. */
export interface SecretFormat {
  /** What it is, with an article. */
  readonly label: string;
  /**
   * Matches the credential in a text. Every repetition starts at a fixed text or has a limit, so that a search takes time in
   * proportion to the text. The group `secret`, if there is one, is the part that may be a reference instead.
   */
  readonly pattern: RegExp;
  /** Whether the value may also be public, under the name of a public key. */
  readonly mayBePublic?: boolean;
  /** The page that documents the format, or "observation". */
  readonly source: string;
}

/** Not inside a longer word. */
const START = String.raw`(?<![A-Za-z\d])`;

function key(label: string, body: string, source: string, mayBePublic = false): SecretFormat {
  return { label, pattern: new RegExp(`${START}(?:${body})`, "g"), mayBePublic, source };
}

/** The arguments between a program and an option. */
const ARGUMENTS = String.raw`[ \t](?:[^\n;|&]{0,200}[ \t])?`;

/** The password after an option of a program, such as `sshpass -p`. */
function option(programs: string, before: string, source: string): SecretFormat {
  const pattern = String.raw`(?<![\w-])(?:${programs})${ARGUMENTS}${before}["']?(?<secret>[^\s"';|&]{1,128})`;
  return { label: "a password in a command", pattern: new RegExp(pattern, "g"), source };
}

/** The formats of credentials. Pages as of 2026. */
export const SECRET_FORMATS: readonly SecretFormat[] = [
  {
    label: "a private key",
    pattern: /-----BEGIN [A-Z\d ]{0,40}PRIVATE KEY|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1/g,
    source: "https://www.rfc-editor.org/rfc/rfc7468",
  },
  {
    label: "a private key in base64",
    pattern:
      /LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0EgUFJJVkFURS|BPUEVOU1NIIFBSSVZBVE|BFQyBQUklWQVRF|BFTkNSWVBURUQgUFJJVkFURS)/g,
    source: "https://www.rfc-editor.org/rfc/rfc7468",
  },
  {
    label: "a connection string with a password",
    // A port is not a password that contains a slash.
    pattern: /:\/\/[^/?#@:\s"'<>]{0,128}:(?!\d{1,5}[/?#])(?<secret>[^@\s"'<>/]{1,256}|[^@\s"'<>]{1,48})@/g,
    source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
  },
  {
    label: "a connection string with a password",
    pattern:
      /^(?!(?:mailto|sips?|acct|xmpp|npm|jsr|file|git|docker|workspace):)[^\s:@/"']{1,128}:(?<secret>[^\s@/"']{1,128})@(?:(?:tcp|unix)\(|[\w.-]{1,253}(?::\d{1,5}|\/))/g,
    source: "https://github.com/go-sql-driver/mysql#dsn-data-source-name",
  },
  {
    label: "a JSON Web Token",
    pattern: /(?<![\w-])eyJ[\w-]{6,}\.eyJ[\w-]{4}/g,
    mayBePublic: true,
    source: "https://www.rfc-editor.org/rfc/rfc7519",
  },
  {
    label: "a bearer token",
    pattern: /(?<![\w-])Bearer[ \t]{1,4}(?<secret>(?=[A-Za-z~+/._-]{0,64}\d|[\w.~+/-]{24})[\w.~+/-]{6,64})/gi,
    source: "https://www.rfc-editor.org/rfc/rfc6750#section-2.1",
  },
  {
    label: "a user and a password in base64",
    pattern: /(?<![\w-])Basic[ \t]{1,4}(?<base64>[A-Za-z\d+/]{6,512}={0,2})/gi,
    source: "https://www.rfc-editor.org/rfc/rfc7617",
  },
  {
    label: "a key of an Azure account",
    pattern: /(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z\d+/]{16})/gi,
    source: "https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string",
  },
  key(
    "an AWS access key",
    String.raw`(?:AKIA|ASIA|ABIA|ACCA)[A-Z\d]{16}(?![A-Za-z\d])`,
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes",
  ),
  key(
    "a GitHub token",
    String.raw`gh[pousr]_[A-Za-z\d]{16}|github_pat_\w{16}`,
    "https://github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available",
  ),
  key(
    "a GitLab token",
    String.raw`gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[\w-]{16}`,
    "https://docs.gitlab.com/security/tokens/#token-prefixes",
  ),
  key(
    "a Slack token",
    String.raw`xox[abeoprs]-[A-Za-z\d-]{10}|xapp-\d-[A-Za-z\d-]{10}`,
    "https://docs.slack.dev/authentication/tokens",
  ),
  {
    label: "a webhook address with a token",
    pattern:
      /hooks\.slack\.com\/(?:services|workflows|triggers)\/\w{3,24}\/[\w/]{8}|discord(?:app)?\.com\/api\/webhooks\/\d{6,24}\/[\w-]{20}|webhook\.office\.com\/webhookb2\/[\w-]{8}/g,
    source: "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
  },
  key(
    "a Stripe key",
    String.raw`(?:sk|rk)_(?:live|test)_[A-Za-z\d]{10}|whsec_[A-Za-z\d+/]{16}`,
    "https://docs.stripe.com/keys",
  ),
  key(
    "an OpenAI key",
    String.raw`sk-(?:proj|svcacct|admin)-[\w-]{16}|sk-[A-Za-z\d]{20}`,
    "https://openrouter.ai/docs/guides/features/guardrails/secret-formats",
  ),
  key(
    "an Anthropic key",
    String.raw`sk-ant-[\w-]{12}`,
    "https://openrouter.ai/docs/guides/features/guardrails/secret-formats",
  ),
  key(
    "an OpenRouter key",
    String.raw`sk-or-[\w-]{12}`,
    "https://openrouter.ai/docs/guides/features/guardrails/secret-formats",
  ),
  // Keys of Firebase are public: https://firebase.google.com/docs/projects/api-keys
  key("a Google API key", String.raw`AIza[\w-]{35}`, "https://cloud.google.com/docs/authentication/api-keys", true),
  key(
    "a Google OAuth secret",
    String.raw`GOCSPX-[\w-]{16}|ya29\.[\w-]{20}`,
    "https://openrouter.ai/docs/guides/features/guardrails/secret-formats",
  ),
  key(
    "a SendGrid key",
    String.raw`SG\.[\w-]{16,64}\.[\w-]{16}`,
    "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
  ),
  key("a Twilio key", String.raw`SK[\da-f]{32}(?![A-Za-z\d])`, "https://www.twilio.com/docs/iam/api-keys"),
  key(
    "an npm token",
    String.raw`npm_[A-Za-z\d]{36}`,
    "https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/",
  ),
  key(
    "a DigitalOcean token",
    String.raw`do[opr]_v1_[\da-f]{16}`,
    "https://gitlab.com/gitlab-org/security-products/analyzers/secrets/-/merge_requests/178",
  ),
  key(
    "a Cloudflare token",
    String.raw`cf(?:k|ut|at)_[A-Za-z\d]{40}`,
    "https://developers.cloudflare.com/fundamentals/api/get-started/token-formats",
  ),
  key("a Tailscale key", String.raw`tskey-[a-z]{2,12}-[\w-]{8}`, "https://tailscale.com/kb/1277/key-prefixes"),
  key("a Docker Hub token", String.raw`dckr_[po]at_[\w-]{10}`, "https://docs.docker.com/reference/api/hub/latest/"),
  key(
    "a Vault token",
    String.raw`hv[sbr]\.[\w-]{16}`,
    "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes",
  ),
  key("a Hugging Face token", String.raw`hf_[A-Za-z\d]{30}`, "https://huggingface.co/docs/hub/security-tokens"),
  key("a Terraform Cloud token", String.raw`[A-Za-z\d]{14}\.atlasv1\.[\w-]{16}`, "observation"),
  key("a PyPI token", String.raw`pypi-AgE[\w-]{16}`, "https://pypi.org/help/#apitoken"),
  key(
    "a Shopify token",
    String.raw`shp(?:at|ss|ca|pa)_[\da-f]{32}`,
    "https://shopify.dev/changelog/length-of-the-shopify-access-token-is-increasing",
  ),
  key("a Grafana token", String.raw`gl(?:sa|c)_[\w+/]{20}`, "observation"),
  key("a Brevo key", String.raw`xkeysib-[\da-f]{32}|xsmtpsib-[\da-f]{32}`, "observation"),
  key(
    "a Telegram bot token",
    String.raw`\d{8,10}:AA[\w-]{32}`,
    "https://core.telegram.org/bots/features#creating-a-new-bot",
  ),
  key(
    "a token of a developer service",
    String.raw`gsk_[A-Za-z\d]{30}|r8_[A-Za-z\d]{30}|lin_api_[A-Za-z\d]{20}|sntry[su]_[\w-]{20}|PMAK-[\da-f]{20}|ATATT3[\w-]{20}|pul-[\da-f]{40}|ops_eyJ[\w-]{20}|xai-[A-Za-z\d]{30}`,
    "observation",
  ),
  option("sshpass", String.raw`-p[ \t]{0,4}`, "https://linux.die.net/man/1/sshpass"),
  option(
    String.raw`(?:docker|podman|nerdctl|buildah|skopeo|oras|helm registry)[ \t]{1,4}login`,
    String.raw`-p[ \t=]{0,4}`,
    "https://docs.docker.com/reference/cli/docker/login/",
  ),
  option(
    String.raw`(?:mysql|mariadb)[\w-]{0,16}`,
    "-p(?![ \t])",
    "https://dev.mysql.com/doc/refman/8.4/en/connecting.html",
  ),
  option("redis-cli|valkey-cli", String.raw`-a[ \t]{1,4}`, "https://redis.io/docs/latest/develop/tools/cli/"),
  option(
    "curl",
    String.raw`(?:-u|--user|-U|--proxy-user)[ \t=]{0,4}["']?[^\s:"']{1,64}:`,
    "https://curl.se/docs/manpage.html#-u",
  ),
];
