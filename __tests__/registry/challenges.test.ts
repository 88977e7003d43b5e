import fc from "fast-check";
import { parseChallenges } from "../../lib/registry/challenges";

const read = (headers?: string | string[]) =>
  parseChallenges(headers).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

test.each([
  ["nothing", undefined, []],
  ["an empty header", "", []],
  [
    "the challenge of Docker Hub",
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
    [["bearer", { realm: "https://auth.docker.io/token", service: "registry.docker.io" }]],
  ],
  [
    "a scope with commas",
    'Bearer realm="https://a/t",scope="repository:a:pull,push",error="invalid_token"',
    [["bearer", { realm: "https://a/t", scope: "repository:a:pull,push", error: "invalid_token" }]],
  ],
  [
    "spaces, other cases and no quotes",
    "BEARER Realm = https://a/t , SERVICE=b",
    [["bearer", { realm: "https://a/t", service: "b" }]],
  ],
  [
    "two challenges in one header",
    'Basic realm="a", Bearer realm="https://b/t",service="c"',
    [
      ["basic", { realm: "a" }],
      ["bearer", { realm: "https://b/t", service: "c" }],
    ],
  ],
  [
    "two challenges in two headers",
    ['Bearer realm="https://b/t"', 'Basic realm="a"'],
    [
      ["bearer", { realm: "https://b/t" }],
      ["basic", { realm: "a" }],
    ],
  ],
  ["escaped quotes", String.raw`Basic realm="say \"a\""`, [["basic", { realm: 'say "a"' }]]],
  [
    "a scheme without parameters",
    "Negotiate, Basic",
    [
      ["negotiate", {}],
      ["basic", {}],
    ],
  ],
  ["a parameter twice, of which the first counts", "Basic realm=a, realm=b", [["basic", { realm: "a" }]]],
  ["a quote that does not end", 'Bearer realm="https://a', [["bearer", { realm: "" }]]],
  ["text that is not a challenge", '"', []],
])("reads %s", (_, headers, challenges) => {
  expect(read(headers)).toEqual(challenges);
});

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,10}$/);
const challenge = fc.record({
  scheme: fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/),
  parameters: fc.dictionary(name, fc.string(), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
});

test("reads whatever challenges are written by the standard", () => {
  fc.assert(
    fc.property(fc.array(challenge, { maxLength: 4 }), fc.boolean(), (challenges, isOneHeader) => {
      const headers = challenges.map(({ scheme, parameters }) => {
        const all = Object.entries(parameters).map(([key, value]) => `${key}="${value.replaceAll(/["\\]/g, "\\$&")}"`);
        return `${scheme} ${all.join(", ")}`;
      });
      expect(read(isOneHeader ? headers.join(", ") : headers)).toEqual(
        challenges.map(({ scheme, parameters }) => [scheme.toLowerCase(), parameters]),
      );
    }),
  );
});

test("ends for any header", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z ,="\\]{0,60}$/)), (header) => {
      expect(Array.isArray(parseChallenges(header))).toBe(true);
    }),
  );
});
