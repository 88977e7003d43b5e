import fs, { lstatSync } from "node:fs";
import { join } from "node:path";
import { ContainerImage } from "../../lib";
import { readContext, type BuildContext } from "../../lib/images/build-context";
import { secretFileIssues } from "../../lib/images/secret-file-issues";
import { directory, minimalFiles, write } from "../helpers/directories";
import { options } from "../helpers/directory-image";
import { codesOf } from "../helpers/issues";

const KEY = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";
const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const folder = directory();

function hasIssue(path: string, content: string): boolean {
  write(folder, path, content);
  const { size: bytes } = lstatSync(join(folder, path));
  return [...secretFileIssues(folder, [{ path, bytes }])].length > 0;
}

test.each([
  [".env", ""],
  ["api/.env", "PORT=3000\nDB=x"],
  [".ENV", "A=1"],
  [".env.local", "VITE_URL=/\nSTRIPE_KEY=x"],
  [".env.production", "A=1"],
  [".env.keys", "DOTENV_PRIVATE_KEY=x"],
  [".env.local.php", "<?php return [];"],
  [".dev.vars", "A=1"],
  ["deploy/prod.env", "LOG=info\nDB_PASSWORD=hunter22"],
  ["big.env/.env", "A=1\n".repeat(30_000)],
  [".envrc", "use flake\nexport API_TOKEN='abcdef0123'"],
  ["gradle.properties", "mavenPassword=hunter22"],
  ["id_rsa", ""],
  [".ssh/id_ed25519", ""],
  ["id_rsa.bak", KEY],
  ["keys/github_ed25519", KEY.replace("PRIVATE", "OPENSSH PRIVATE")],
  [".ssh/work", KEY],
  ["ssh/ssh_host_ecdsa_key", ""],
  ["tls/server.key", KEY],
  ["tls/server.pem", CERTIFICATE + KEY],
  ["tls/encrypted.pem", KEY.replace("PRIVATE", "ENCRYPTED PRIVATE")],
  ["secret.asc", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n"],
  ["example.com.key", KEY],
  ["client.p12", ""],
  ["release.keystore", ""],
  ["team.kdbx", ""],
  ["terraform.tfvars", ""],
  ["prod.tfvars.json", "{}"],
  ["prod.tfvars.backup", ""],
  ["dist/stacks/shop/secrets.auto.tfvars.json", "{}"],
  ["plan.tfplan", ""],
  [".terraformrc", 'credentials "app.terraform.io" { token = "x" }'],
  [".aws/credentials", ""],
  ["home/.aws/credentials", ""],
  [".aws/config", "[default]\naws_secret_access_key = x"],
  [".config/gcloud/application_default_credentials.json", "{}"],
  [".config/scw/config.yaml", "access_key: SCWX\nsecret_key: 1-2"],
  ["my-service-account.json", '{"type": "service_account", "private_key": "-----BEGIN"}'],
  ["local.settings.json", '{"Values": {"AzureWebJobsStorage": "AccountName=a;AccountKey=x"}}'],
  [".kube/config", ""],
  ["kubeconfig-shop.yaml", ""],
  [".docker/config.json", '{"auths": {"ghcr.io": {"auth": "eDp5"}}}'],
  [".npmrc", "//registry.npmjs.org/:_authToken=npm_x"],
  [".npmrc", "email=a@b.c\n_auth = eDp5"],
  [".npmrc", '//r.example.com/:_password="eDp5"\r\n'],
  [".yarnrc.yml", 'npmScopes:\n  shop:\n    npmAuthToken: "x"'],
  [".yarnrc", '"//registry.example.com/:_authToken" x'],
  ["bunfig.toml", '[install]\nregistry = { url = "https://r.example.com", token = "x" }'],
  ["pip.conf", "[global]\nindex-url = https://user:x@pypi.example.com/simple"],
  [".pypirc", "[pypi]\nusername = __token__\npassword = x"],
  [".m2/settings.xml", "<server><password>x</password></server>"],
  ["auth.json", '{"github-oauth": {"github.com": "x"}}'],
  ["NuGet.Config", '<add key="ClearTextPassword" value="x" />'],
  [".cargo/credentials.toml", ""],
  [".bundle/config", 'BUNDLE_RUBYGEMS__PKG__GITHUB__COM: "user:x"'],
  [".netrc", ""],
  [".git-credentials", ""],
  [".pgpass", ""],
  [".my.cnf", "[client]\npassword=x"],
  ["profiles.yml", "shop:\n  outputs:\n    prod:\n      password: x"],
  [".vscode/sftp.json", '{"password": "x"}'],
  ["wg0.conf", "[Interface]\nPrivateKey = x="],
  ["config/master.key", ""],
  ["config/credentials/production.key", "0123"],
  [".vault-token", ""],
  [".bash_history", ""],
])("the file %s with the content %j contains credentials", (path, content) => {
  expect(hasIssue(path, content)).toBe(true);
});

test.each([
  [".env.example", "API_KEY=change-me"],
  [".env.production.sample", "API_KEY=x"],
  [".env.template", ""],
  [".env.dist", "A=1"],
  [".env.schema", "A=1"],
  [".env.vault", "DOTENV_VAULT=x"],
  [".env.d.ts", "declare const A: string;"],
  [".env.production", "# Public\nVITE_API_URL=https://api.example.com\r\nexport NEXT_PUBLIC_NAME='shop'\n"],
  [".environment", ""],
  [".flaskenv", "FLASK_APP=app"],
  ["sample.env", "DB_PASSWORD=hunter22"],
  ["defaults/app.env", "LOG_LEVEL=info\nPASSWORD_MIN_LENGTH=12"],
  [".envrc", "use flake\nlayout node"],
  ["gradle.properties", "org.gradle.jvmargs=-Xmx2g"],
  ["id_rsa.pub", "ssh-rsa AAAA"],
  ["id_rsa_generator.py", "import rsa"],
  [".ssh/known_hosts", "github.com ssh-ed25519 AAAA"],
  [".ssh/config", "Host *"],
  ["ca.pem", CERTIFICATE],
  ["cacert.pem", KEY + CERTIFICATE.repeat(2_000)],
  ["public.key", "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----"],
  ["slides.key", "PK"],
  ["release-key.asc", "-----BEGIN PGP PUBLIC KEY BLOCK-----"],
  ["truststore.jks", ""],
  ["node_modules/public-encrypt/test/test_rsa.pem", KEY],
  ["lib/python3.12/site-packages/tornado/test/test.key", KEY],
  ["terraform.tfvars.example", ""],
  ["example.tfvars", ""],
  ["variables.tf", 'variable "password" {}'],
  [".terraformrc", 'plugin_cache_dir = "/tmp"'],
  [".aws/config", "[default]\nregion = eu-west-3"],
  [".docker/config.json", '{"credHelpers": {"gcr.io": "gcloud"}, "auths": {"ghcr.io": {}}}'],
  [".npmrc", "engine-strict=true\nalways-auth=true\n//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n"],
  [".npmrc", "# _authToken=x\n//r.example.com/:_password=\nname=x"],
  [".yarnrc.yml", 'nodeLinker: node-modules\nnpmAuthToken: "${NPM_TOKEN:-}"'],
  ["bunfig.toml", 'token = "$NPM_TOKEN"'],
  ["pip.conf", "[global]\nindex-url = https://pypi.example.com/simple\nextra = https://u:${TOKEN}@pypi.example.com"],
  [".pypirc", "[pypi]\nusername = __token__"],
  [".gitconfig", "[user]\nemail = ada@example.com"],
  ["settings.xml", "<password>${env.TOKEN}</password><password>{encrypted=}</password><password/>"],
  ["auth.json", '{"http-basic": {}}'],
  ["nuget.config", '<add key="Password" value="%TOKEN%" />'],
  [".bundle/config", 'BUNDLE_PATH: "vendor/bundle"\nBUNDLE_MIRROR__X: "https://x.example.com"'],
  ["profiles.yml", "password: \"{{ env_var('DB_PASSWORD') }}\""],
  ["tsconfig-key.json", "{}"],
  ["service-account.json", '{"title": "Account"}'],
  ["credentials.ts", "export {};"],
  ["src/secrets.ts", "export {};"],
  ["my.cnf", "[mysqld]\npassword=x"],
  ["locales/credentials.json", '{"title": "Credentials"}'],
  [".htpasswd", "ada:$2y$10$x"],
])("the file %s with the content %j is accepted", (path, content) => {
  expect(hasIssue(path, content)).toBe(false);
});

describe("the issue", () => {
  const issuesOf = (files: Readonly<Record<string, string>>, allowed: readonly string[] = []) => {
    const folder = directory({ ...minimalFiles, ...files });
    const context = readContext(folder, "Dockerfile", allowed);
    return { folder, issues: Array.isArray(context) ? context : [] };
  };

  test("lists the lines that exclude the files", () => {
    const files = [".env", "[slug]/a?/.env", "#a/.env", "!b/.env", " c/.env", "d*/e\\/.env"];
    const { folder, issues } = issuesOf(Object.fromEntries(files.map((path) => [path, ""])));
    expect(issues).toEqual([{ code: "secret-file", path: "path", message: expect.stringContaining("got 6 files.") }]);
    const lines = /lines (.*) to \.dockerignore/.exec(issues[0]!.message)![1]!.split(", ");
    write(folder, ".dockerignore", lines.join("\n"));
    expect((readContext(folder, "Dockerfile") as BuildContext).entries.map(({ path }) => path)).toEqual([
      ".dockerignore",
      "Dockerfile",
    ]);
  });

  test("lists at most ten files, and counts the others", () => {
    const files = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}/.env`, ""]));
    const [{ message: ten } = { message: "" }] = issuesOf(files(10)).issues;
    expect(ten.match(/\d\/\.env/g)).toHaveLength(10);
    const [{ message: twelve } = { message: "" }] = issuesOf(files(12)).issues;
    expect(twelve).toContain("got 12 files.");
    expect(twelve.match(/\d\/\.env/g)).toHaveLength(10);
    expect(twelve).toMatch(/\.env and 2 more to \.dockerignore/);
  });

  test("names the ignore file of the Dockerfile", () => {
    const { issues } = issuesOf({ "Dockerfile.dockerignore": "", ".dockerignore": ".env", ".env": "" });
    expect(issues.map(({ message }) => message)).toEqual([expect.stringContaining(" to Dockerfile.dockerignore,")]);
  });

  test("does not contain ignored and allowed files, links, and files in the output of Terraform", () => {
    const files = { ".env": "", "api/.env": "", "web/.env": "", "cdktf.out/secrets.auto.tfvars.json": "" };
    const { folder, issues } = issuesOf({ ...files, ".dockerignore": "**/.env\n!web/.env\n" }, ["./web/.env"]);
    expect(issues.map(({ code }) => code)).toEqual(["generated-file"]);
    fs.symlinkSync("Dockerfile", join(folder, ".netrc"));
    write(folder, ".dockerignore", "cdktf.out\n**/.env\n!web/.env\n");
    expect(readContext(folder, "Dockerfile", ["web/.env"])).toHaveProperty("entries");
    expect(readContext(folder, "Dockerfile")).toMatchObject([{ code: "secret-file" }]);
  });
});

test("ContainerImage.fromDirectory fails, unless the files are ignored or allowed", () => {
  const folder = directory({ ...minimalFiles, ".env": "A=1", "api/.npmrc": "//r.example.com/:_authToken=x" });
  const build = (allowedSecretFiles?: readonly string[]) => () =>
    ContainerImage.fromDirectory(folder, { ...options, allowedSecretFiles });
  expect(codesOf(build())).toEqual(["secret-file path"]);
  expect(codesOf(build([".env"]))).toEqual(["secret-file path"]);
  expect(build([".env", "./api/.npmrc", "not-there"])).not.toThrow();
  write(folder, ".dockerignore", "**/.npmrc\n.env\n");
  expect(build()).not.toThrow();
});

test("only files with a typical name and at most 64 KiB are read", () => {
  const folder = directory({
    "src/index.ts": "",
    "a.pem": "x".repeat(64 * 1024),
    "b.pem": "x".repeat(64 * 1024 + 1),
    id_rsa: "",
  });
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const read = jest.spyOn(fs, "readFileSync");
  try {
    const entries = files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { path: path.slice(folder.length + 1), bytes: lstatSync(path).size };
    });
    expect([...secretFileIssues(folder, entries)]).toHaveLength(1);
    expect(read.mock.calls.map(([path]) => path)).toEqual([join(folder, "a.pem")]);
  } finally {
    read.mockRestore();
  }
});
