/** Files that typically contain credentials. */
export interface SecretFileGroup {
  readonly contents: string;
  /** Names in lower case, with `*` for any characters of a name. A name with a slash is a folder and a file. */
  readonly names: readonly string[];
  /** Names of public files, such as examples and trust stores. */
  readonly publicNames?: RegExp;
  /** The files of the group that contain a credential. By default every file does. */
  readonly only?: Condition;
  /** The files of the group that are public. By default none is. */
  readonly except?: Condition;
}

interface Condition {
  readonly description: string;
  /** @param isSecret whether a variable contains a secret, by its name or its value */
  readonly matches: (text: string, isSecret: (name: string, value: string) => boolean) => boolean;
}

/** The largest file that is read for a condition. The limit is this library's own: files of credentials are smaller. */
export const MAX_SECRET_FILE_BYTES = 64 * 1024;

/** The start of a literal value. References such as `${NPM_TOKEN}`, `$TOKEN`, `%TOKEN%` and `{{ token }}` are resolved elsewhere. */
const LITERAL = String.raw`[ \t]*["']?(?![$%{<"'=:\s])\S`;
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/;
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([\w.]+)[ \t]*[=:][ \t]*["']?([^\r\n"']*)/gm;

/**
 * Variables that are public. Source: the documentation of Vite, Next.js, Create React App, Vue CLI, Gatsby, Nuxt, Expo, SvelteKit and
 * Astro, 2026: variables with these prefixes are part of the program that browsers load.
 */
const PUBLIC_VARIABLE =
  /^((VITE|NEXT_PUBLIC|REACT_APP|VUE_APP|GATSBY|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC)_\w+|NODE_ENV|PORT|HOST|TZ|GENERATE_SOURCEMAP)$/;

/** Names of examples, encrypted files and source code. */
const EXAMPLE =
  /(^|[._-])(examples?|samples?|template|tmpl|tpl|dist|defaults?|schema)($|[._-])|\.(vault|enc|gpg|age|sops|[cm]?[jt]s|py|rb|go|md)$/;

const hasPrivateKey = contains("a private key", PRIVATE_KEY);
const hasPassword = contains("a password", new RegExp(`^[ \\t]*password[ \\t]*[=:]${LITERAL}`, "m"));
const hasUrlPassword = contains(
  "a URL with a password or a token",
  /:\/\/([^/\s:@]*:(?![$%{])[^/\s@]+|(?![$%{])[^/\s:@]{16,})@/,
);
const hasSecretVariable: Condition = {
  description: "a variable that looks like a secret",
  matches: (text, isSecret) => assignments(text).some(([, name = "", value = ""]) => isSecret(name, value)),
};
const hasOnlyPublicVariables: Condition = {
  description: "only variables of browsers, such as `VITE_…` and `NEXT_PUBLIC_…`",
  matches(text) {
    const names = assignments(text).map(([, name = ""]) => name);
    return names.length > 0 && names.every((name) => PUBLIC_VARIABLE.test(name));
  },
};

/**
 * Sources: the documentation of each tool, github.com/github/gitignore, and the signatures of gitrob and shhgit, 2026. A file that is
 * often part of an image without credentials is read.
 */
export const SECRET_FILES: readonly SecretFileGroup[] = [
  {
    contents: "Environment variables",
    names: [".env", ".env.*", ".dev.vars", ".dev.vars.*"],
    publicNames: EXAMPLE,
    except: hasOnlyPublicVariables,
  },
  {
    contents: "Other environment variables",
    names: ["*.env", ".envrc", "gradle.properties"],
    publicNames: EXAMPLE,
    only: hasSecretVariable,
  },
  {
    contents: "SSH keys",
    names: [
      ...["rsa", "dsa", "ecdsa", "ecdsa_sk", "ed25519", "ed25519_sk"].map((type) => `id_${type}`),
      "ssh_host_*_key",
      "*.ppk",
    ],
  },
  {
    contents: "Other keys and certificates",
    names: [
      ...["pem", "key", "crt", "cer", "p8", "asc", "gpg", "ovpn"].map((extension) => `*.${extension}`),
      ...["rsa", "dsa", "ecdsa", "ed25519"].flatMap((type) => [`*_${type}`, `id_${type}*`]),
      "deploy_key",
      ".ssh/*",
    ],
    only: hasPrivateKey,
  },
  {
    contents: "Key stores and password stores",
    names: ["*.p12", "*.pfx", "*.jks", "*.keystore", "*.kdbx", "*.kdb"],
    publicNames: /trust|cacerts/,
  },
  {
    contents: "Terraform variables, plans and tokens",
    names: ["*.tfvars", "*.tfvars.*", "*.tfplan", "tfplan", "credentials.tfrc.json", ".pulumi/credentials.json"],
    publicNames: EXAMPLE,
  },
  {
    contents: "Terraform settings",
    names: [".terraformrc", "terraform.rc"],
    only: contains("a token", new RegExp(`\\btoken[ \\t]*=${LITERAL}`)),
  },
  {
    contents: "Cloud credentials",
    names: [
      ".aws/credentials",
      "application_default_credentials.json",
      "gcloud/credentials.db",
      "gcloud/access_tokens.db",
      ".azure/accesstokens.json",
      ".azure/msal_token_cache.*",
      "*.publishsettings",
      "doctl/config.yaml",
      ".s3cfg",
      ".boto",
      ".passwd-s3fs",
      "rclone.conf",
      ".databrickscfg",
    ],
  },
  {
    contents: "Cloud settings",
    names: [".aws/config", "scw/config.yaml", "scw/config.yml", "gh/hosts.yml", ".fly/config.yml"],
    only: contains(
      "a key or a token",
      new RegExp(`\\b(aws_secret_access_key|secret_key|oauth_token|access_token)[ \\t]*[=:]${LITERAL}`),
    ),
  },
  {
    contents: "Keys of Google accounts",
    names: [
      ...[
        "service-account",
        "service_account",
        "serviceaccount",
        "credential",
        "firebase-adminsdk",
        "keyfile",
        "client_secret",
      ].map((name) => `*${name}*.json`),
      "gcp*.json",
      "key.json",
      "*-key.json",
    ],
    only: contains("a private key or a token", /"(private_key|client_secret|refresh_token)"\s*:\s*"[^"]/),
  },
  {
    contents: "Azure Functions",
    names: ["local.settings.json"],
    only: contains("a connection string", /\b(AccountKey|SharedAccessKey|Password|Pwd)=[^;"]/i),
  },
  {
    contents: "Kubernetes",
    names: [".kube/config", "kubeconfig", "*.kubeconfig", "*kubeconfig*.yaml", "*kubeconfig*.yml"],
  },
  {
    contents: "Docker",
    names: [".docker/config.json", ".dockercfg", ".dockerconfigjson"],
    only: contains("a login", /"(auth|identitytoken|registrytoken|password)"\s*:\s*"[^"]/),
  },
  {
    contents: "npm, Yarn and Bun",
    names: [".npmrc", ".yarnrc", ".yarnrc.yml", "bunfig.toml", ".bunfig.toml"],
    only: contains(
      "a token or a password",
      new RegExp(
        `^[^#;\\n]*(_authToken|_auth|_password|npmAuthToken|npmAuthIdent|\\btoken|\\bpassword)["']?[ \\t]*[=: \\t]${LITERAL}|${PRIVATE_KEY.source}`,
        "m",
      ),
    ),
  },
  { contents: "pip, conda and git", names: ["pip.conf", "pip.ini", ".condarc", ".gitconfig"], only: hasUrlPassword },
  { contents: "Python packages", names: [".pypirc"], only: hasPassword },
  {
    contents: "Maven",
    names: ["settings.xml"],
    only: contains("a password", /<(password|passphrase)>\s*(?![${<\s])/),
  },
  {
    contents: "Composer",
    names: ["auth.json"],
    only: contains("a login", /"(http-basic|bearer|(github|gitlab|bitbucket)-(oauth|token))"\s*:\s*\{\s*"/),
  },
  {
    contents: "NuGet",
    names: ["nuget.config"],
    only: contains("a password", /<add\s+key="(ClearText)?Password"\s+value="(?!%)[^"]/i),
  },
  {
    contents: "Logins of other package managers",
    names: [
      ".cargo/credentials",
      ".cargo/credentials.toml",
      ".gem/credentials",
      "settings-security.xml",
      "pypoetry/auth.toml",
    ],
  },
  {
    contents: "Bundler",
    names: [".bundle/config"],
    only: contains("a login", /^BUNDLE_\w+__\w+:\s*"?[^\s":/]+:[^\s"/]/m),
  },
  {
    contents: "Logins of hosts and databases",
    names: [".netrc", "_netrc", ".authinfo", ".git-credentials", ".pgpass", "pgpass.conf", ".mylogin.cnf"],
  },
  { contents: "MySQL", names: [".my.cnf"], only: hasPassword },
  {
    contents: "dbt",
    names: ["profiles.yml"],
    only: contains(
      "a password",
      new RegExp(`^[ \\t]*(password|pass|token|private_key_passphrase)[ \\t]*:${LITERAL}`, "m"),
    ),
  },
  {
    contents: "SFTP",
    names: ["sftp.json", "sftp-config.json", ".ftpconfig"],
    only: contains("a password", /"(password|pass|passphrase)"\s*:\s*"[^"]/),
  },
  {
    contents: "WireGuard",
    names: ["wg*.conf"],
    only: contains("a private key", new RegExp(`^[ \\t]*PrivateKey[ \\t]*=${LITERAL}`, "m")),
  },
  {
    contents: "Secrets of frameworks and tools",
    names: ["config/master.key", "credentials/*.key", ".streamlit/secrets.toml", ".secrets", ".erlang.cookie"],
  },
  {
    contents: "Ansible and Vault",
    names: [".vault-token", ".vault_pass", ".vault-pass", ".vault_password", ".vault_pass.txt", "vault_pass.txt"],
  },
  {
    contents: "Histories of shells",
    names: ["bash", "zsh", "sh", "psql", "mysql", "python", "irb", "node_repl"].map((shell) => `.${shell}_history`),
  },
];

/** Folders of published packages, which are public with their tests. */
export const PUBLIC_FOLDER = /(^|\/)(node_modules|site-packages|dist-packages|vendor\/bundle)\//;

function contains(description: string, pattern: RegExp): Condition {
  return { description, matches: (text) => pattern.test(text) };
}

function assignments(text: string): RegExpExecArray[] {
  return [...text.matchAll(ASSIGNMENT)];
}
