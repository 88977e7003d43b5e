import fc from "fast-check";
import { fullReference } from "../../lib/base/image-reference";
import { parseImageName } from "../../lib/registry/image-name";
import { RegistryError } from "../../lib/registry/registry-error";
import { anyCharacter } from "../helpers/any-character";

const DIGEST = `sha256:${"a".repeat(64)}`;

function codeOf(reference: string): string {
  try {
    parseImageName(reference);
    return "accepted";
  } catch (error) {
    if (error instanceof RegistryError) return error.code;
    throw error;
  }
}

// From Docker's tests of reference.ParseNormalizedNamed, where they contain the case.
test.each([
  ["nginx", "https://registry-1.docker.io/", "docker.io", "library/nginx", "latest"],
  ["nginx:1.27", "https://registry-1.docker.io/", "docker.io", "library/nginx", "1.27"],
  ["library/nginx", "https://registry-1.docker.io/", "docker.io", "library/nginx", "latest"],
  ["docker.io/nginx", "https://registry-1.docker.io/", "docker.io", "library/nginx", "latest"],
  ["index.docker.io/nginx", "https://registry-1.docker.io/", "docker.io", "library/nginx", "latest"],
  ["grafana/loki:3", "https://registry-1.docker.io/", "docker.io", "grafana/loki", "3"],
  ["foo.bar", "https://registry-1.docker.io/", "docker.io", "library/foo.bar", "latest"],
  ["localhost", "https://registry-1.docker.io/", "docker.io", "library/localhost", "latest"],
  ["localhost:5000", "https://registry-1.docker.io/", "docker.io", "library/localhost", "5000"],
  ["ghcr.io/a/b/c:v1", "https://ghcr.io/", "ghcr.io", "a/b/c", "v1"],
  ["rg.fr-par.scw.cloud/shop/api", "https://rg.fr-par.scw.cloud/", "rg.fr-par.scw.cloud", "shop/api", "latest"],
  ["registry:5000/a:b", "https://registry:5000/", "registry:5000", "a", "b"],
  ["Registry/a", "https://registry/", "Registry", "a", "latest"],
  ["localhost/a", "http://localhost/", "localhost", "a", "latest"],
  ["localhost:5000/a:b", "http://localhost:5000/", "localhost:5000", "a", "b"],
  ["127.0.0.1:5000/a", "http://127.0.0.1:5000/", "127.0.0.1:5000", "a", "latest"],
  ["127.9.9.9/a", "http://127.9.9.9/", "127.9.9.9", "a", "latest"],
  ["[::1]:5000/a", "http://[::1]:5000/", "[::1]:5000", "a", "latest"],
  ["[2001:db8::1]/a", "https://[2001:db8::1]/", "[2001:db8::1]", "a", "latest"],
  ["10.0.0.1/a", "https://10.0.0.1/", "10.0.0.1", "a", "latest"],
])("reads %s as Docker does", (reference, url, registry, repository, tag) => {
  const image = parseImageName(reference);
  expect({ ...image, url: image.url.href }).toEqual({ url, registry, repository, tag });
});

test.each([`nginx@${DIGEST}`, `nginx:1.27@${DIGEST}`])(
  "reads the digest of %s, which takes precedence over a tag",
  (reference) => {
    expect(parseImageName(reference)).toMatchObject({ repository: "library/nginx", digest: DIGEST });
  },
);

test.each([
  ["nothing", ""],
  ["upper case in a name", "Nginx"],
  ["a space", "a b"],
  ["no name before the tag", ":tag"],
  ["no name after the registry", "ghcr.io/"],
  ["a scheme", "https://ghcr.io/a"],
  ["a path that leads up", "ghcr.io/../a"],
  ["a query", "ghcr.io/a?b"],
  ["a login", "user:password@ghcr.io/a"],
  ["an invalid host", "a_b.c/d"],
  ["an invalid port", "ghcr.io:99999/a"],
  ["an invalid address", "1.2.3.4.5/a"],
  ["an invalid IPv6 address", "[::::]/a"],
  ["64 hexadecimal digits, which are the ID of an image", "a".repeat(64)],
  ["a name of 256 characters", "a".repeat(256)],
  ["a tag of 129 characters", `a:${"b".repeat(129)}`],
  ["a text that is longer than any reference", `a${"/a".repeat(250)}`],
  ["a digest that is too short", "a@sha256:abc"],
])("rejects %s", (_, reference) => {
  expect(codeOf(reference)).toBe("invalid-reference");
});

test.each([`sha512:${"a".repeat(128)}`, `sha256:${"A".repeat(64)}`, `sha256:${"a".repeat(65)}`])(
  "rejects the digest %s",
  (digest) => {
    expect(codeOf(`a@${digest}`)).toBe("unsupported-digest");
  },
);

test("accepts a name of 255 characters", () => {
  expect(parseImageName("a".repeat(255)).repository).toBe(`library/${"a".repeat(255)}`);
});

const component = fc.stringMatching(/^[a-z0-9]{1,8}(([._]|__|-{1,3})[a-z0-9]{1,8}){0,2}$/);
const registry = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc
    .ipV6()
    .map((address) => `[${address}]`)
    .filter((host) => /^[[\]a-f0-9:]+$/i.test(host)),
  fc.constant("localhost"),
);
const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });

test("splits every reference into the parts that it is made of", () => {
  fc.assert(
    fc.property(
      registry,
      port,
      fc.array(component, { minLength: 1, maxLength: 4 }),
      fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/),
      fc.option(fc.stringMatching(/^[a-f0-9]{64}$/), { nil: undefined }),
      (host, portNumber, path, tag, hash) => {
        const name = portNumber === undefined ? host : `${host}:${portNumber}`;
        const digest = hash === undefined ? undefined : `sha256:${hash}`;
        const image = parseImageName(`${name}/${path.join("/")}:${tag}${digest === undefined ? "" : `@${digest}`}`);
        expect(image).toMatchObject({ registry: name, repository: path.join("/"), tag });
        expect(image.digest).toBe(digest);
        expect(image.url.host).toBe(new URL(`${image.url.protocol}//${name}`).host);
      },
    ),
  );
});

// fc.webUrl() fills a table of a million characters first.
const url = fc
  .tuple(
    fc.constantFrom("http://", "https://"),
    fc.webAuthority(),
    fc.stringMatching(/^(\/[\w.~%!$&'()*+,;=:@-]{0,10}){0,4}$/),
  )
  .map((parts) => parts.join(""));

test("returns a result or a RegistryError for any text, and only a host that the text contains", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: anyCharacter }), url, fc.stringMatching(/^[a-zA-Z0-9.:/@[\]_-]{0,40}$/)),
      (text) => {
        try {
          const { url, registry: name } = parseImageName(text);
          expect([text.split("/")[0], "docker.io"]).toContain(name);
          expect(url.href).toBe(`${url.origin}/`);
        } catch (error) {
          expect(error).toBeInstanceOf(RegistryError);
        }
      },
    ),
  );
});

test.each([
  ["nginx", "docker.io/library/nginx:latest"],
  ["index.docker.io/nginx:1", "docker.io/library/nginx:1"],
  ["shop/api:v1", "docker.io/shop/api:v1"],
  ["rg.fr-par.scw.cloud/shop/api", "rg.fr-par.scw.cloud/shop/api:latest"],
  [`nginx:1@${DIGEST}`, `docker.io/library/nginx@${DIGEST}`],
  ["(sensitive)", "(sensitive)"],
])("completes %s to %s", (reference, full) => {
  expect(fullReference(reference)).toBe(full);
});
