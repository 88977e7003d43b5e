import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import { ValidationError } from "../../../lib";
import { PlanReview, readImageLock, type ImageLock } from "../../../lib/review";
import { LockIndex } from "../../../lib/review/analysis/lock";
import { UNLOCKED, formatLock } from "../../../lib/images/lock-file";
import { CONTAINER, container, planJson } from "../../helpers/plan-json";
import { planInput } from "../../helpers/reports";

type Images = ImageLock["images"];

const IMAGE = "rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0";
const API = CONTAINER.image;
const OLD_API = "rg.fr-par.scw.cloud/shop/api:v0";
const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;
const [A, B, C] = ["a", "b", "c"].map(digestOf) as [string, string, string];
const file = "images.lock.json";

/** What a report says of the one container of a plan. */
function told(images: Images, ...changes: readonly unknown[]) {
  const { review } = PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes) }], { lock: { file, images } });
  const found = review.risks.filter(({ id }) => id.endsWith("-not-locked")).map(({ what }) => String(what));
  return [String(review.containers[0]?.image), ...found];
}

describe("a container", () => {
  test.each<[string, string, unknown]>([
    [
      "with a new digest",
      "digest sha256:aaaaaaaaaaaa… → sha256:bbbbbbbbbbbb…, as in images.lock.json",
      container({}, { registry_sha256: B }),
    ],
    [
      "with its first digest",
      "digest none → sha256:bbbbbbbbbbbb…, as in images.lock.json",
      container({ registry_sha256: null }, { registry_sha256: B }),
    ],
    [
      "with another tag of the same digest",
      "digest sha256:bbbbbbbbbbbb… unchanged, as in images.lock.json",
      container({ image: OLD_API, registry_sha256: B }, { registry_sha256: B }),
    ],
    [
      "that is new",
      `${API}, digest sha256:bbbbbbbbbbbb…, as in images.lock.json`,
      container(null, { registry_sha256: B }),
    ],
    [
      "that is replaced",
      `${API}, digest sha256:bbbbbbbbbbbb…, as in images.lock.json`,
      container(
        {},
        { name: "shop", registry_sha256: B },
        { actions: ["delete", "create"], change: { replace_paths: [["name"]] } },
      ),
    ],
  ])("%s is as in the lock, when that has just this", (_, says, change) => {
    expect(told({ [API]: { digest: B } }, change)).toEqual([says]);
  });

  test("that is rolled back is as in the lock, and tells of what it is a rollback", () => {
    const images = { [OLD_API]: { digest: A }, [API]: { digest: B, image: OLD_API } };
    const rollback = container({ registry_sha256: C }, { image: OLD_API, registry_sha256: B });
    expect(told(images, rollback)).toEqual([
      `digest sha256:cccccccccccc… → sha256:bbbbbbbbbbbb…, as in images.lock.json, a rollback of ${API}`,
    ]);
    const asItIs = container({ registry_sha256: C }, { image: OLD_API, registry_sha256: A });
    expect(told(images, asItIs)).toEqual([
      "digest sha256:cccccccccccc… → sha256:aaaaaaaaaaaa…, as in images.lock.json",
    ]);
  });

  test.each<[string, string, unknown]>([
    [
      "another digest",
      "deploys digest sha256:bbbbbbbbbbbb…, but images.lock.json has sha256:cccccccccccc…",
      container({}, { registry_sha256: B }),
    ],
    [
      "a build id",
      "deploys digest build-7, but images.lock.json has sha256:cccccccccccc…",
      container({}, { registry_sha256: "build-7" }),
    ],
    [
      "no digest",
      "deploys no digest, but images.lock.json has sha256:cccccccccccc…",
      container({}, { registry_sha256: null }),
    ],
    [
      "another digest at first",
      "deploys digest sha256:aaaaaaaaaaaa…, but images.lock.json has sha256:cccccccccccc…",
      container(null, {}),
    ],
  ])("that deploys %s than the lock has is a risk", (_, says, change) => {
    const [summary, ...risks] = told({ [API]: { digest: C } }, change);
    expect(summary).not.toContain("as in");
    expect(risks).toEqual([`api ${says}`]);
  });

  test("that deploys the digest of a rollback from another image is a risk", () => {
    const images = { [API]: { digest: B, image: OLD_API } };
    expect(told(images, container({}, { registry_sha256: B })).slice(1)).toEqual([
      `api deploys digest sha256:bbbbbbbbbbbb…, but images.lock.json has sha256:bbbbbbbbbbbb… of ${OLD_API}`,
    ]);
  });

  test.each([
    ["nginx:v1", "docker.io/library/nginx:v1"],
    ["docker.io/library/nginx:v1", "nginx:v1"],
    ["index.docker.io/shop/api", "shop/api:latest"],
  ])("that deploys %s is as in the lock, when that calls it %s", (image, reference) => {
    const change = container({ image }, { image, registry_sha256: B });
    expect(told({ [reference]: { digest: B } }, change)).toEqual([
      expect.stringMatching(/, as in images\.lock\.json$/),
    ]);
    const inFull = { [reference]: { digest: B, image } };
    expect(told(inFull, change)).toEqual([expect.not.stringContaining("rollback")]);
    expect(told({ [reference]: { digest: C } }, change)).toHaveLength(2);
  });

  test.each<[string, Images, string, string]>([
    [
      "is of another repository",
      { [API]: { digest: B, image: "rg.fr-par.scw.cloud/mallory/api:v1" } },
      "rg.fr-par.scw.cloud/mallory/api:v1",
      `rg.fr-par.scw.cloud/mallory/api:v1, which cannot replace ${API}`,
    ],
    [
      "is of another registry",
      { [API]: { digest: B, image: "shop/api:v1" } },
      "shop/api:v1",
      `shop/api:v1, which cannot replace ${API}`,
    ],
    [
      "names another digest",
      { [API]: { digest: B, image: `rg.fr-par.scw.cloud/shop/api@${C}` } },
      `rg.fr-par.scw.cloud/shop/api@${C}`,
      `rg.fr-par.scw.cloud/shop/api@${C}, which cannot replace ${API}`,
    ],
    [
      "names another digest than its own reference",
      { [`${API}@${C}`]: { digest: B } },
      `${API}@${C}`,
      `${API}@${C}, which cannot replace ${API}@${C}`,
    ],
  ])("is not as in the lock, when what that has %s", (_, images, image, says) => {
    const [summary, ...risks] = told(images, container({}, { image, registry_sha256: B }));
    expect(summary).not.toContain("as in");
    expect(risks).toEqual([
      `api deploys digest sha256:bbbbbbbbbbbb…, but images.lock.json has sha256:bbbbbbbbbbbb… of ${says}`,
    ]);
  });

  test("is as in the lock, when it is rolled back to the very digest", () => {
    const image = `rg.fr-par.scw.cloud/shop/api@${B}`;
    const rollback = container({}, { image, registry_sha256: B });
    expect(told({ [API]: { digest: B, image } }, rollback)).toEqual([
      expect.stringContaining("as in images.lock.json"),
    ]);
  });

  const ELSEWHERE = "rg.fr-par.scw.cloud/shop/web:v1";
  test.each<[string, unknown]>([
    ["is new", container(null, { image: ELSEWHERE })],
    ["gets another image", container({}, { image: ELSEWHERE })],
    ["gets another digest", container({ image: ELSEWHERE }, { image: ELSEWHERE, registry_sha256: B })],
    ["has no digest", container({}, { image: ELSEWHERE, registry_sha256: null })],
  ])("that %s with an image that the lock of others does not have is a risk", (_, change) => {
    const says = `api deploys ${ELSEWHERE}, which is not in images.lock.json`;
    expect(told({ [API]: { digest: A } }, change).slice(1)).toEqual([says]);
    expect(told({}, change)).toHaveLength(1);
  });

  test("that deploys a digest of zeros is a risk, also when the lock has it", () => {
    const zeros = container({}, { registry_sha256: UNLOCKED });
    const says = "api deploys a digest of zeros, the placeholder for an image that is not locked";
    for (const images of [{ [API]: { digest: UNLOCKED } }, { [API]: { digest: A } }, {}]) {
      const [summary, ...risks] = told(images, zeros);
      expect(summary).not.toContain("as in");
      expect(risks).toEqual([says]);
    }
  });

  test.each<[string, unknown]>([
    ["does not change", container({}, {}, { actions: ["no-op"] })],
    ["changes other settings", container({}, { port: 80 })],
    ["is destroyed", container({}, null)],
    ["is forgotten", container({}, null, { actions: ["forget"] })],
    [
      "runs an image that the lock does not have as before",
      container({ image: OLD_API }, { image: OLD_API, port: 80 }),
    ],
    ["deploys another image by a digest in its name", container({}, { image: `shop/web:v1@${B}` })],
    [
      "deploys another image, whose digest is known after the apply",
      container({}, { image: OLD_API, registry_sha256: null }, unknown("registry_sha256")),
    ],
    ["has an image that is known after the apply", container({}, { image: null }, unknown("image"))],
    [
      "has a digest that is known after the apply",
      container({}, { registry_sha256: null }, unknown("registry_sha256")),
    ],
  ])("that %s is told as without a lock", (_, change) => {
    const images = { [API]: { digest: C } };
    expect(told(images, change)).toEqual(told({}, change));
    expect(told(images, change)).toHaveLength(1);
  });

  function unknown(attribute: string) {
    return { change: { after_unknown: { [attribute]: true } } };
  }
});

test("a real plan is as in the lock in every format, and no report says that anybody has reviewed that", () => {
  const review = PlanReview.fromPlans([planInput("redeploy-new-digest")], {
    lock: { file, images: { [IMAGE]: { digest: B } } },
  });
  expect(review.review.risks).toEqual([]);
  expect(review.toMarkdown()).toContain(
    "<br>digest `sha256:aaaaaaaaaaaa…` → `sha256:bbbbbbbbbbbb…`, as in `images.lock.json` |",
  );
  const says = "digest sha256:aaaaaaaaaaaa… → sha256:bbbbbbbbbbbb…, as in images.lock.json";
  expect(review.toText({ width: 200 })).toContain(says);
  expect(JSON.parse(review.toJson())).toMatchObject({ containers: [{ image: says }] });
  for (const report of [review.toMarkdown(), review.toText(), review.toJson()])
    expect(report).not.toContain("reviewed");
});

test("no lock, and an empty one, change no report", () => {
  for (const name of ["create", "redeploy-new-digest"]) {
    const [none, empty] = [undefined, { file, images: {} }].map((lock) =>
      PlanReview.fromPlans([planInput(name)], { lock }),
    );
    const without = PlanReview.fromPlans([planInput(name)]);
    for (const review of [none, empty]) {
      expect(review?.toMarkdown()).toBe(without.toMarkdown());
      expect(review?.toJson()).toBe(without.toJson());
    }
  }
});

test("what stands in a lock can't be Markdown, HTML, a mention or move the cursor", () => {
  const hostile = "x | y `z` <img src=x onerror=alert(1)> [a](https://evil.example) @everyone **b**\n# c\u001b[2J";
  const images = {
    [hostile]: { digest: B, image: API },
    [API]: { digest: hostile },
    [OLD_API]: { digest: A, image: hostile },
  };
  const changes = [
    container({}, { registry_sha256: B }),
    container({}, { image: OLD_API }, { address: "scaleway_container.other" }),
    container({}, { registry_sha256: C }, { address: "scaleway_container.third" }),
  ];
  const review = PlanReview.fromPlans([{ stack: "shop", plan: planJson(changes) }], {
    lock: { file: hostile, images },
  });
  expect(review.review.risks.map(({ id }) => id)).toEqual(Array(3).fill("digest-not-locked"));
  const report = review.toMarkdown();
  expect(report).toContain("which cannot replace");
  const html = new MarkdownIt({ html: true }).render(report);
  expect(html).not.toMatch(/<img|<a |<strong>b|<h1>c/);
  expect(html.replaceAll(/<code>[^]*?<\/code>/g, "")).not.toContain("@everyone");
  // eslint-disable-next-line no-control-regex -- what would clear the screen
  expect(review.toText()).not.toMatch(/\u001b/);
});

describe("a secret of the plan", () => {
  const secretly = (value: string) => ({ secret_environment_variables: { KEY: value } });

  test("that stands in the lock is in no report, and hides nothing", () => {
    const secret = "shop/api";
    const images = { [API]: { digest: B }, [OLD_API]: { digest: C } };
    const change = container(secretly(secret), { ...secretly(secret), registry_sha256: C });
    expect(told(images, change).slice(1)).toEqual([
      "api deploys digest sha256:cccccccccccc…, but images.lock.json has sha256:bbbbbbbbbbbb…",
    ]);
    const rolledBack = { [API]: { digest: A, image: OLD_API } };
    const review = PlanReview.fromPlans([{ stack: "x", plan: planJson([change]) }], {
      lock: { file, images: rolledBack },
    });
    for (const report of [review.toMarkdown(), review.toText(), review.toJson()]) expect(report).not.toContain(secret);
  });

  test("that is the digest is never as in the lock: masked, two of them look the same", () => {
    const change = container(
      { registry_sha256: A },
      { registry_sha256: B },
      {
        change: { before_sensitive: { registry_sha256: true }, after_sensitive: { registry_sha256: true } },
      },
    );
    expect(told({ [API]: { digest: A } }, change)).toEqual([
      expect.not.stringContaining("as in"),
      "api deploys digest (sensitive), but images.lock.json has (sensitive)",
    ]);
  });
});

test("the entries of a large lock are not searched for each container", () => {
  let reads = 0;
  const entries = Array.from({ length: 10_000 }, (_, index) => ({
    file,
    reference: `shop/api:${index}`,
    digest: B,
    isSound: true,
    get image() {
      reads++;
      return this.reference;
    },
  }));
  const lock = new LockIndex(entries);
  for (let index = 0; index < 1000; index++) expect(lock.find(`shop/api:${index}`, B)?.isDeployed).toBe(true);
  expect(reads).toBeLessThan(2 * entries.length);
});

describe("readImageLock", () => {
  const folder = mkdtempSync(join(tmpdir(), "review-lock-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("reads what a review takes, and gives none where there is no file", () => {
    const path = join(folder, "images.lock.json");
    writeFileSync(path, formatLock({ [API]: { digest: B, resolvedAt: "2026-11-26T10:00:00Z" } }));
    expect(readImageLock(path)).toEqual({
      file: path,
      images: { [API]: { digest: B, resolvedAt: "2026-11-26T10:00:00Z" } },
    });
    expect(readImageLock()).toBeUndefined();
    expect(readImageLock(join(folder, "none.json"))).toBeUndefined();
  });

  test("fails, when the file is no lock", () => {
    const path = join(folder, "broken.json");
    writeFileSync(path, "{");
    expect(() => readImageLock(path)).toThrow(ValidationError);
  });
});
