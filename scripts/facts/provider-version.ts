import { z } from "zod";
import type { Findings } from "./findings";

/** The page of Terraform's registry with the versions of the provider. */
export const PROVIDER_VERSIONS_URL = "https://registry.terraform.io/v1/providers/scaleway/scaleway/versions";
const TIMEOUT_MS = 30_000;

const versionsSchema = z.object({ versions: z.array(z.object({ version: z.string() })) });

/**
 * The newest release of the provider, without pre-releases.
 * @throws an Error if the page cannot be read
 */
export async function newestProviderVersion(url: string): Promise<string> {
  const page = await readJson(url);
  const { data } = versionsSchema.safeParse(page);
  const releases = (data?.versions ?? []).map(({ version }) => version).filter((text) => /^\d+\.\d+\.\d+$/.test(text));
  const newest = releases.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
  if (newest === undefined)
    throw new Error(`${url} contains no versions. Check whether the page has another format now.`);
  return newest;
}

async function readJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return await response.json();
  } catch (error) {
    throw new Error(`${url} could not be read. Check the network, and run it again.`, { cause: error });
  }
}

/** Compares the version of the bindings with the newest release. */
export function compareProviderVersion(ours: string, newest: string): Findings {
  const what = "provider version";
  const isSame = ours === newest;
  return {
    compared: [what],
    differences: isSame
      ? []
      : [
          {
            what,
            ours,
            published: newest,
            source: PROVIDER_VERSIONS_URL,
            fix: `Run npm run schema:update -- ${newest}.`,
          },
        ],
    unreadable: [],
  };
}
