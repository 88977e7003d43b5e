import Module, { createRequire } from "node:module";

/**
 * Dependencies that CDKTF loads at import, a third of its load time. It uses them to zip assets and to check the version
 * of Terraform, which stacks of manifests do not need. A placeholder in the module cache loads them at their first use.
 */
const DEPENDENCIES = ["archiver", "semver"];

const requireOfCdktf = createRequire(createRequire(__filename).resolve("cdktf"));
for (const name of DEPENDENCIES) defer(name);

function defer(name: string): void {
  const file = resolved(name);
  if (file === undefined || requireOfCdktf.cache[file] !== undefined) return;
  const placeholder = new Module(file);
  placeholder.loaded = true;
  placeholder.exports = new Proxy(() => undefined, {
    apply: (_, self, args): unknown => Reflect.apply(load(name, file), self, args),
    get: (_, key): unknown => Reflect.get(load(name, file), key),
  });
  requireOfCdktf.cache[file] = placeholder;
}

/** A version of CDKTF without the dependency needs no placeholder. */
function resolved(name: string): string | undefined {
  try {
    return requireOfCdktf.resolve(name);
  } catch {
    return undefined;
  }
}

function load(name: string, file: string): () => unknown {
  requireOfCdktf.cache[file] = undefined;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the result of require is untyped
  return requireOfCdktf(name) as () => unknown;
}
