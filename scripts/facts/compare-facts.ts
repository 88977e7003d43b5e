import { z } from "zod";
import type { Difference, Findings } from "./findings";
import { describeFlags, parseSchema } from "./provider-schema";

const factsSchema = z.record(
  z.string(),
  z.object({
    attributes: z.record(
      z.string(),
      z.object({ deprecated: z.boolean().optional(), sensitive: z.boolean().optional() }),
    ),
  }),
);

/**
 * Compares the attributes of `facts.json`, and which of them are deprecated or sensitive, with the newest schema. The schema does not
 * contain its other facts.
 * @param facts the content of `facts.json`
 * @throws an Error if one of them has another format
 */
export function compareFacts(facts: unknown, newest: unknown, newestTitle: string): Findings {
  const resources = parseSchema(newest, newestTitle);
  const compared: string[] = [];
  const differences: Difference[] = [];
  for (const [name, { attributes }] of Object.entries(factsSchema.parse(facts))) {
    // compareSchema reports a resource that was removed.
    const parts = resources.get(name) ?? new Map<string, never>();
    if (parts.size === 0) continue;
    const flagged = [...parts].filter(([, { flags }]) => flags !== "none").map(([path]) => path);
    for (const path of new Set([...Object.keys(attributes), ...flagged])) {
      const what = `facts.json ${name}.${path}`;
      const ours = describeFlags(attributes[path] ?? {});
      const published = parts.get(path)?.flags ?? "no such attribute";
      compared.push(what);
      const fix = "Change packages/provider-scaleway/facts.json.";
      if (ours !== published) differences.push({ what, ours, published, source: newestTitle, fix });
    }
  }
  return { compared, differences, unreadable: [] };
}
