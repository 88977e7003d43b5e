import { describeInBrowser, useBrowser } from "../helpers/browser";
import { sampleContainer } from "../helpers/page-sample";
import { logLine } from "../helpers/page-server";

declare const document: any;
declare const getComputedStyle: any;

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

describeInBrowser("each part of the page", () => {
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
});
