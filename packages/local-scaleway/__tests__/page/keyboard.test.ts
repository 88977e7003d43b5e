import { describeInBrowser, eventually, useBrowser } from "../helpers/browser";

declare const getComputedStyle: any;

describeInBrowser("the page by keyboard", () => {
  const browser = useBrowser();
  const { server } = browser;

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
    await browser.page.getByRole("button", { name: "Run nightly of report now" }).focus();
    const nextRun = (id: string) => (id === "t-cleanup" ? 4e12 : 2e12);
    server.sources = { ...server.sources, nextRun };
    await browser.expectTexts(".schedule .name", ["nightly", "clean-up"]);
    expect(await browser.page.locator(":focus").getAttribute("aria-label")).toBe("Run nightly of report now");
  });
});
