import { Pulls, type PullEvent } from "../../src/engine/pulls";

function start() {
  const texts: string[] = [];
  return { texts, pulls: new Pulls((text) => texts.push(text)) };
}

const downloading = (id: string, current: number, total: number): PullEvent => ({
  id,
  status: "Downloading",
  progressDetail: { current, total },
});

test("a pull shows the downloaded bytes of all its layers, and nothing at its end", async () => {
  const { texts, pulls } = start();
  await pulls.watch("nginx:1.29", (onEvent) => {
    onEvent({ status: "Pulling from library/nginx" });
    onEvent(downloading("a", 34_500_000, 100_000_000));
    onEvent(downloading("b", 1_000_000, 20_000_000));
    onEvent({ id: "a", status: "Download complete", progressDetail: {} });
    onEvent({ id: "a", status: "Extracting", progressDetail: { current: 1, total: 100_000_000 } });
    return Promise.resolve();
  });
  expect(texts).toEqual([
    "Pulling nginx:1.29",
    "Pulling nginx:1.29",
    "Pulling nginx:1.29: 34 of 100 MB",
    "Pulling nginx:1.29: 35 of 120 MB",
    "Pulling nginx:1.29: 101 of 120 MB",
    "Pulling nginx:1.29: 101 of 120 MB",
    "",
  ]);
});

test("two pulls at once show their sum, until the last one has ended", async () => {
  const { texts, pulls } = start();
  let endFirst: () => void = () => undefined;
  const first = pulls.watch("nginx:1.29", async (onEvent) => {
    onEvent(downloading("a", 1_000_000, 10_000_000));
    await new Promise<void>((resolve) => (endFirst = resolve));
  });
  await pulls.watch("redis:8", (onEvent) => {
    onEvent(downloading("a", 2_000_000, 10_000_000));
    return Promise.resolve();
  });
  expect(texts.slice(-2)).toEqual(["Pulling 2 images: 3 of 20 MB", "Pulling nginx:1.29: 1 of 10 MB"]);
  endFirst();
  await first;
  expect(texts.at(-1)).toBe("");
});

test("a pull that fails ends its text, too", async () => {
  const { texts, pulls } = start();
  await expect(pulls.watch("nginx:1.29", () => Promise.reject(new Error("denied")))).rejects.toThrow("denied");
  expect(texts).toEqual(["Pulling nginx:1.29", ""]);
});
