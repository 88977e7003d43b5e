import type { Difference, Findings } from "./findings";
import { parseSchema } from "./provider-schema";

/**
 * Compares the resources of the bindings with the newest schema. Resources without bindings are ignored.
 * @param pinned the content of `schema.json`
 * @throws an Error if one of them is not the schema of one provider
 */
export function compareSchema(pinned: unknown, newest: unknown, newestTitle: string): Findings {
  const theirs = parseSchema(newest, newestTitle);
  const compared: string[] = [];
  const differences: Difference[] = [];
  for (const [name, here] of parseSchema(pinned, "schema.json")) {
    const there = theirs.get(name);
    if (there === undefined) {
      compared.push(name);
      const fix = "Remove it from packages/provider-scaleway/package.json.";
      differences.push({ what: name, ours: "has bindings", published: "none", source: newestTitle, fix });
      continue;
    }
    for (const path of new Set([...here.keys(), ...there.keys()])) {
      const what = `${name}.${path}`;
      const [ours = "none", published = "none"] = [here.get(path)?.text, there.get(path)?.text];
      compared.push(what);
      if (ours !== published)
        differences.push({ what, ours, published, source: newestTitle, fix: "Run npm run schema:update." });
    }
  }
  return { compared, differences, unreadable: [] };
}
