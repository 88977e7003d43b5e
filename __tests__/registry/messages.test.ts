import { mkdirSync } from "node:fs";
import type { OutgoingHttpHeaders } from "node:http";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { REGISTRY_ERROR_CODES, type RegistryErrorCode } from "../../lib/registry/error-codes";
import { Http } from "../../lib/registry/http";
import { LIMITS } from "../../lib/registry/limits";
import type { RegistryError } from "../../lib/registry/registry-error";
import { expectGolden } from "../helpers/golden-file";
import { errorOf, names, useRegistries } from "../helpers/registry-client";
import { OCI_IMAGE, nest, respond, sha256, type RegistryServer } from "../helpers/registry-server";

const registries = useRegistries();
const AMD = { os: "linux", architecture: "amd64" };

/** Stable names for text that differs in every run. */
const aliases = new Map<string, string>();

interface Setup {
  readonly image?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly http?: Parameters<typeof registries.client>[1];
}

/** Resolves an image in a new registry that behaves as `prepare` sets it up. */
async function fail(prepare: (server: RegistryServer) => Setup | Promise<Setup>): Promise<RegistryError> {
  const server = await registries.server();
  aliases.set(server.host, "registry.example.com");
  const { image = `${server.host}/shop/api:v1`, environment, http } = await prepare(server);
  return await errorOf(registries.client(environment, http).resolve(image));
}

function failWith(path: RegExp, status: number, message: string, headers: OutgoingHttpHeaders = {}) {
  return fail((server) => {
    for (const method of ["GET", "HEAD"])
      server.intercept(method, path, (response) => {
        respond(response, status, JSON.stringify({ errors: [{ message }] }), headers);
      });
    if (path.test("/token")) server.requireTokens();
    return {};
  });
}

const failWithManifest = (manifest: object, type = OCI_IMAGE) =>
  fail((server) => {
    server.putManifest("shop/api", "v1", manifest, type);
    return {};
  });

const failWithRedirect = (location: string) => failWith(/manifests/, 307, "", { location });

/** Requires credentials, and has a folder with Docker's configuration. */
const failWithConfig = (config: object | string, environment: NodeJS.ProcessEnv = {}) =>
  fail((server) => {
    server.requireBasic("robot:password");
    const folder = registries.config(config);
    aliases.set(folder, "/home/ci/.docker");
    return { environment: { DOCKER_CONFIG: folder, ...environment } };
  });

const failWithHelper = (script: string) =>
  failWithConfig({ credsStore: "test" }, { PATH: registries.helper("test", script) });

const failWithProxy = (status: string) =>
  fail(async () => {
    const proxy = await registries.proxy(undefined, (socket: Duplex) => {
      socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
    });
    aliases.set(proxy.host, "proxy.example.com:3128");
    return { image: "ghcr.io/shop/api:v1", environment: { HTTPS_PROXY: proxy.host } };
  });

const failWithLookup = (code: string, message: string) =>
  fail(() => {
    const lookup = ((_: string, __: object, callback: (error: Error, addresses: []) => void) => {
      callback(Object.assign(new Error(message), { code }), []);
    }) as never;
    return { image: "ghcr.io/shop/api:v1", http: { lookup } };
  });

/** One failure per code. */
const FAILURES: Readonly<Record<RegistryErrorCode, () => Promise<RegistryError>>> = {
  "invalid-reference": () => fail(() => ({ image: "ghcr.io/Shop/api" })),
  "unsupported-digest": () => fail(() => ({ image: "ghcr.io/shop/api@sha512:0123456789abcdef0123456789abcdef" })),
  "docker-config-unreadable": () =>
    fail((server) => {
      server.requireBasic("robot:password");
      const folder = registries.folder();
      aliases.set(folder, "/home/ci/.docker");
      mkdirSync(join(folder, "config.json"));
      return { environment: { DOCKER_CONFIG: folder } };
    }),
  "docker-config-invalid": () => failWithConfig({ auths: [] }),
  "credential-helper-missing": () => failWithConfig({ credsStore: "desktop" }, { PATH: registries.folder() }),
  "credential-helper-timeout": async () => {
    const limit = jest.replaceProperty(LIMITS, "helperMs", 50 as never);
    const error = await failWithHelper("exec sleep 60");
    limit.restore();
    return error;
  },
  "credential-helper-failed": () => failWithHelper("exit 3"),
  "credential-helper-invalid-output": () => failWithHelper("echo '[]'"),
  "proxy-url-invalid": () =>
    fail(() => ({ image: "ghcr.io/shop/api:v1", environment: { HTTPS_PROXY: "http://a b:3128" } })),
  "proxy-login-required": () => failWithProxy("407 Proxy Authentication Required"),
  "proxy-refused": () => failWithProxy("403 Forbidden"),
  unreachable: () => fail(() => ({ image: "registry.test/shop/api:v1", http: names({}) })),
  timeout: () =>
    fail((server) => {
      server.intercept("GET", /v2/, () => undefined);
      return { http: { timeouts: { connectMs: 5000, headersMs: 50, bodyMs: 5000, requestMs: 20_000 } } };
    }),
  "connection-closed": () =>
    fail((server) => {
      server.intercept("GET", /v2/, (response) => {
        response.destroy();
      });
      return {};
    }),
  "certificate-not-trusted": () => failWithLookup("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
  "insecure-url": () => failWithRedirect("http://storage.example.com/blob"),
  "credentials-in-url": () => failWithRedirect("https://user:password@storage.example.com/blob"),
  "private-address": () => failWithRedirect("https://169.254.169.254/latest"),
  "redirect-invalid": () => failWithRedirect("http://["),
  "redirect-limit": () => failWithRedirect("/v2/shop/api/manifests/v1"),
  "redirect-with-credentials": () =>
    fail((server) => {
      server.requireTokens({ realm: `http://${server.host}/moved` });
      server.intercept("POST", /moved/, (response) => {
        respond(response, 307, "", { location: "https://tokens.example.com/token" });
      });
      const config = { auths: { [server.host]: { identitytoken: "identity-1234" } } };
      return { environment: { DOCKER_CONFIG: registries.config(config) } };
    }),
  "token-server-not-allowed": async () => {
    const headers = { "www-authenticate": 'Bearer realm="https://tokens.example.com/token"' };
    const host = "rg.fr-par.scw.cloud";
    const request = jest.spyOn(Http.prototype, "request");
    request.mockResolvedValue({ status: 401, headers, body: Buffer.alloc(0), host });
    const error = await fail(() => ({ image: `${host}/shop/api:v1`, environment: { SCW_SECRET_KEY: "key" } }));
    request.mockRestore();
    return error;
  },
  "token-url-invalid": () =>
    fail((server) => {
      server.requireTokens({ realm: "http://" });
      return {};
    }),
  "token-missing": () => failWith(/token/, 200, ""),
  "token-denied": () => failWith(/token/, 403, "incorrect username or password"),
  "password-required": () =>
    fail((server) => {
      server.requireBasic("robot:password");
      const folder = registries.config({ auths: { [server.host]: { identitytoken: "identity-1234" } } });
      aliases.set(folder, "/home/ci/.docker");
      return { environment: { DOCKER_CONFIG: folder } };
    }),
  "access-denied": () => failWith(/manifests/, 403, "requested access to the resource is denied"),
  "image-not-found": () => failWith(/manifests/, 404, "manifest unknown"),
  "rate-limited": () => failWith(/manifests/, 429, "", { "ratelimit-limit": "100;w=21600", "retry-after": "3600" }),
  "server-error": () => failWith(/manifests/, 503, "down for maintenance"),
  "unexpected-status": () => failWith(/manifests/, 418, ""),
  "response-too-large": () => failWith(/manifests/, 200, " ".repeat(LIMITS.manifestBytes)),
  "invalid-json": () =>
    fail((server) => {
      server.intercept("GET", /manifests/, (response) => {
        respond(response, 200, "<html>");
      });
      return {};
    }),
  "not-an-image": () => failWithManifest({}),
  "unsupported-schema": () =>
    failWithManifest({ schemaVersion: 1 }, "application/vnd.docker.distribution.manifest.v1+json"),
  "nested-index": () =>
    fail((server) => {
      nest(server, LIMITS.nestedIndexes + 1, "v1", (digest) => [{ digest, size: 500, platform: AMD }]);
      return {};
    }),
  "platform-missing": () =>
    fail((server) => {
      server.putIndex("shop/api", "v1", [{ os: "linux", architecture: "arm64", variant: "v8" }]);
      return {};
    }),
  "image-too-large": () =>
    fail((server) => {
      const config = server.putBlob(JSON.stringify(AMD));
      server.putManifest("shop/api", "v1", { config, layers: [{ size: LIMITS.imageBytes }] }, OCI_IMAGE);
      return {};
    }),
  "digest-mismatch": () =>
    fail((server) => {
      const { configDigest } = server.putImage("shop/api", "v1");
      server.intercept("GET", /blobs/, (response) => {
        respond(response, 200, "{}");
      });
      aliases.set(configDigest, "sha256:…a").set(sha256("{}"), "sha256:…b");
      return {};
    }),
};

const HEADING = `One real message per code of lib/registry/error-codes.ts. Hosts, folders and digests are replaced.
Run "npm run test:update" to rewrite this file.
`;

test("every code has one message with the shape of an error", async () => {
  const sections = [HEADING];
  for (const code of Object.keys(REGISTRY_ERROR_CODES) as RegistryErrorCode[]) {
    aliases.clear();
    const error = await FAILURES[code]();
    expect(error.code).toBe(code);
    const message = [...aliases].reduce((text, [value, alias]) => text.replaceAll(value, alias), error.message);
    // <reference>: <what is wrong>. <Remedy>.
    expect(message).toMatch(/^\S+: [^ ].*[^. ]\. [A-Z][^.].*[^. ]\.$/);
    sections.push(`${code}\n  ${message}\n`);
  }
  expectGolden(join(__dirname, "messages.golden.txt"), sections.join("\n"));
});
