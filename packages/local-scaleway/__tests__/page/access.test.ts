import { describeInBrowser, eventually, useBrowser } from "../helpers/browser";
import { sampleContainer } from "../helpers/page-sample";
import { logLine } from "../helpers/page-server";

declare const document: any;
declare const getComputedStyle: any;
declare const scrollTo: any;

const ROUTES = ["#/", "#/containers/c-order-api", "#/containers/c-mailer", "#/schedules", "#/queues"];

/** The texts on the page whose contrast with their background is below AA, with the contrast. */
function lowContrasts(): string[] {
  const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([red = 0, green = 0, blue = 0]: number[]) => {
    const linear = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
  };
  const backgroundOf = (element: any): number[] => {
    const background = channels(getComputedStyle(element).backgroundColor);
    if (background[3] !== 0) return background;
    return element.parentElement === null ? [255, 255, 255] : backgroundOf(element.parentElement);
  };
  const hasText = (element: any) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.querySelectorAll("body *")].filter(hasText).flatMap((element) => {
    const [a, b] = [luminance(channels(getComputedStyle(element).color)), luminance(backgroundOf(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return contrast < 4.5 ? [`${element.textContent} ${contrast.toFixed(2)}`] : [];
  });
}

describeInBrowser("the page for everybody", () => {
  const browser = useBrowser();
  const { server } = browser;

  test.each(["light", "dark"] as const)("has a contrast of 4.5 at least in %s", async (colorScheme) => {
    const { page } = browser;
    await page.emulateMedia({ colorScheme });
    server.lines = [logLine("GET /"), logLine("timeout", { stream: "stderr" })];
    server.answer = { status: 500, body: { message: "failed" } };
    const backgrounds = new Set<string>();
    for (const route of ROUTES) {
      await browser.open(route);
      if (route.endsWith("c-order-api")) await page.locator(".line").nth(1).waitFor();
      if (route === "#/schedules") {
        await page.getByRole("button").first().click();
        await page.locator(".result[data-error]").waitFor();
      }
      expect([route, await page.evaluate(lowContrasts)]).toEqual([route, []]);
      backgrounds.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    }
    expect([...backgrounds]).toEqual([colorScheme === "dark" ? "rgb(18, 19, 24)" : "rgb(250, 250, 251)"]);
  });

  test("fits a width of 400 pixels, also with long names", async () => {
    const { page } = browser;
    await page.setViewportSize({ width: 400, height: 800 });
    const [name, image] = ["n".repeat(34), `registry.example.com/${"a".repeat(200)}`];
    const variables = { ["V".repeat(100)]: "x".repeat(1000) };
    const fields = { image, public_endpoint: `https://${"e".repeat(63)}.functions.fnc.fr-par.scw.cloud` };
    server.put("container.containers", sampleContainer("c-order-api", name, { variables, fields }));
    server.lines = [logLine("x".repeat(10_000)), logLine('{"a":1}'.repeat(50))];
    for (const route of ROUTES) {
      await browser.open(route);
      if (route.endsWith("c-order-api")) await page.locator(".line").nth(1).waitFor();
      expect([route, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([route, 400]);
    }
  });

  test("can be used by keyboard only, with a visible focus", async () => {
    const { page } = browser;
    await browser.open();
    await page.locator(".row").first().waitFor();
    const press = async (key: string, until: string) => {
      for (let turn = 0; turn < 40; turn++) {
        await page.keyboard.press(key);
        const outline = await page.locator(":focus").evaluate((element) => getComputedStyle(element).outlineWidth);
        expect(outline).toBe("2px");
        if ((await browser.focused()) === until) return;
      }
      throw new Error(`${until} was not reached`);
    };
    await press("Tab", "Search containers");
    await page.keyboard.type("order-api");
    await browser.expectTexts(".row .name", ["order-api"]);
    await press("Tab", "order-api");
    await page.keyboard.press("Enter");
    await eventually(async () => {
      expect(await browser.focused()).toBe("order-apiready");
    });
    await press("Tab", "Filter the output");
    await press("Tab", "Pause");
    await page.keyboard.press("Space");
    await browser.expectTexts(".logs button >> nth=0", ["Resume (0 new)"]);
    await press("Tab", "Output");
    server.answer = { status: 200, body: { status: 200 } };
    await press("Tab", "Run clean-up of order-api now");
    await page.keyboard.press("Enter");
    await browser.expectTexts(".result", ["Answered 200"]);
    expect(await browser.focused()).toBe("Run clean-up of order-api now");
  });

  test("keeps the focus when the order changes", async () => {
    await browser.open("#/schedules");
    await browser.page.getByRole("button", { name: "Run clean-up of order-api now" }).focus();
    const nextRun = (id: string) => (id === "t-cleanup" ? 4e12 : 2e12);
    server.sources = { ...server.sources, nextRun };
    await browser.expectTexts(".schedule .name", ["nightly", "clean-up"]);
    expect(await browser.page.locator(":focus").getAttribute("aria-label")).toBe("Run clean-up of order-api now");
  });

  test("has landmarks, one heading per page, and names for all controls", async () => {
    for (const route of ROUTES) {
      await browser.open(route);
      const { page } = browser;
      for (const role of ["banner", "main", "navigation"] as const) expect(await page.getByRole(role).count()).toBe(1);
      expect(await page.locator("h1").count()).toBe(1);
      const unnamed = await page.evaluate(() =>
        [...document.querySelectorAll("a, button, input, textarea, [tabindex='0']")].filter(
          (element) => !element.textContent && !element.ariaLabel && !element.labels?.length,
        ),
      );
      expect(unnamed).toEqual([]);
    }
  });

  test("stays usable with 300 containers", async () => {
    const ids = Array.from({ length: 300 }, (_, index) => `c${String(index).padStart(3, "0")}`);
    const containers = Object.fromEntries(ids.map((id) => [id, sampleContainer(id, `worker-${id}`)]));
    server.reset({ "container.containers": containers });
    const { page } = browser;
    await browser.open();
    await page.locator(".row").first().waitFor();
    expect(await page.locator(".row").count()).toBe(100);
    await page.getByLabel("Search containers").fill("c299");
    await browser.expectTexts(".row .name", ["worker-c299"]);
    await browser.expectTexts(".bar .muted", ["1 of 300 containers"]);
    await page.getByLabel("Search containers").fill("no such name");
    await browser.expectTexts(".empty", ["No container matches the search."]);
    await page.getByLabel("Search containers").fill("");
    await page.getByRole("button", { name: "Show 200 more" }).click();
    await eventually(async () => {
      expect(await page.locator(".row").count()).toBe(300);
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
