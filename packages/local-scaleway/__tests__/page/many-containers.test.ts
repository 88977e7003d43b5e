import { describeInBrowser, eventually, useBrowser } from "../helpers/browser";
import { sampleContainer, sampleNamespace } from "../helpers/page-sample";

declare const document: any;
declare const scrollTo: any;

describeInBrowser("the page", () => {
  const browser = useBrowser();
  const { server } = browser;

  test("stays usable with 300 containers", async () => {
    const ids = Array.from({ length: 300 }, (_, index) => `c${String(index).padStart(3, "0")}`);
    const containers = Object.fromEntries(ids.map((id) => [id, sampleContainer(id, `worker-${id}`)]));
    server.reset({
      "container.namespaces": { "n-shop": sampleNamespace("n-shop", "shop"), n: sampleNamespace("n", "empty") },
      "container.containers": { ...containers, z: sampleContainer("z", "last", { namespace_id: "n-z" }) },
    });
    const { page } = browser;
    await browser.open();
    await page.locator(".row").first().waitFor();
    expect(await page.locator(".row").count()).toBe(100);
    await browser.expectTexts("main section .empty", ["This namespace has no containers."]);
    await page.getByLabel("Search containers").fill("c299");
    await browser.expectTexts(".row .name", ["worker-c299"]);
    await browser.expectTexts(".bar .muted", ["1 of 301 containers"]);
    await page.getByLabel("Search containers").fill("no such name");
    await browser.expectTexts(".empty", ["No container matches the search."]);
    await page.getByLabel("Search containers").fill("");
    await page.getByRole("button", { name: "Show 201 more" }).click();
    await eventually(async () => {
      expect(await page.locator(".row").count()).toBe(301);
    });
    await page.evaluate(() => {
      scrollTo(0, 0);
    });
    // Only the row that changes is written.
    await page.evaluate(() => {
      document.changes = [];
      const observer = new (globalThis as any).MutationObserver((records: any[]) => document.changes.push(...records));
      observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    server.put("container.containers", sampleContainer("c003", "worker-c003", { status: "error", error: "failed" }));
    await browser.expectTexts(".reason", ["failed"]);
    expect(await page.evaluate(() => document.changes.length)).toBeLessThan(10);
  });
});
