import { UNLOCKED, type LockedImageEntry } from "../../lib/images/lock-file";
import { checkImages, lockedEntry, withImages } from "../../lib/lock/compare";

const [A, B] = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];
const [API, OLD_API] = ["rg.fr-par.scw.cloud/shop/api:v2", "rg.fr-par.scw.cloud/shop/api:v1"] as const;
const LOCKED: LockedImageEntry = { digest: A, resolvedAt: "2026-01-31T10:00:00Z" };
const ROLLED_BACK: LockedImageEntry = { ...LOCKED, image: OLD_API };
const NOW = new Date("2026-11-20T10:00:00.123Z");
const RESOLVED = {
  mediaType: "application/vnd.oci.image.index.v1+json",
  platform: "linux/amd64",
  compressedSizeBytes: 5,
};

describe("checkImages", () => {
  /** The status of one image, and the reference that the registry was asked for. */
  async function check(entry: LockedImageEntry | undefined, digest: string, forward: readonly string[] = []) {
    const asked: string[] = [];
    const resolve = (references: readonly string[]) => {
      asked.push(...references);
      return Promise.resolve(references.map(() => ({ digest, ...RESOLVED })));
    };
    const checked = await checkImages([API], entry === undefined ? {} : { [API]: entry }, resolve, forward);
    return [...checked.map(({ status }) => status), ...asked];
  }

  test.each<[string, LockedImageEntry | undefined, string, readonly string[], string, string]>([
    ["an image that is not locked", undefined, A, [], "new", API],
    ["a placeholder", { ...LOCKED, digest: UNLOCKED }, A, [], "new", API],
    ["the locked digest", LOCKED, A, [], "same", API],
    ["another digest", LOCKED, B, [], "moved", API],
    ["a rollback whose image has the digest", ROLLED_BACK, A, [], "rolled back", OLD_API],
    ["a rollback whose image has another digest", ROLLED_BACK, B, [], "lost", OLD_API],
    ["a rollback of another image", ROLLED_BACK, A, [OLD_API], "rolled back", OLD_API],
    ["a rollback that ends with another digest", ROLLED_BACK, B, [API], "moved", API],
    ["a rollback that ends with the digest that it went back to", ROLLED_BACK, A, [API], "moved", API],
  ])("of %s", async (_, entry, digest, forward, status, asked) => {
    expect(await check(entry, digest, forward)).toEqual([status, asked]);
  });
});

describe("withImages", () => {
  const updated = (entry: LockedImageEntry, digest: string) =>
    withImages({ [API]: entry, other: LOCKED }, [{ reference: API, now: { digest, ...RESOLVED } }], NOW);

  test.each<[string, LockedImageEntry, string, LockedImageEntry]>([
    ["keeps the time of the same digest", LOCKED, A, { ...LOCKED, ...RESOLVED }],
    ["has a new time for another digest", LOCKED, B, { digest: B, ...RESOLVED, resolvedAt: "2026-11-20T10:00:00Z" }],
    ["ends a rollback", ROLLED_BACK, B, { digest: B, ...RESOLVED, resolvedAt: "2026-11-20T10:00:00Z" }],
    [
      "ends a rollback, when the tag has the digest that it went back to",
      ROLLED_BACK,
      A,
      { digest: A, ...RESOLVED, resolvedAt: "2026-11-20T10:00:00Z" },
    ],
  ])("%s, and leaves other images alone", (_, entry, digest, expected) => {
    expect(updated(entry, digest)).toEqual({ [API]: expected, other: LOCKED });
  });
});

test("lockedEntry has no placeholder", () => {
  const lock = { [API]: LOCKED, [OLD_API]: { ...LOCKED, digest: UNLOCKED } };
  expect([API, OLD_API, "other"].map((reference) => lockedEntry(lock, reference))).toEqual([
    LOCKED,
    undefined,
    undefined,
  ]);
});
