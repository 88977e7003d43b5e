import { describeInBrowser, eventually, useBrowser } from "../helpers/browser";

declare const document: any;

describeInBrowser("the connection of the page", () => {
  const browser = useBrowser();
  const { server } = browser;
  const section = (name: string) => `section[aria-label="${name}"]`;

  test("says that the connection is lost, and continues after a restart of the server", async () => {
    await browser.open();
    await browser.expectTexts(`${section("tools")} li .name`, ["report"]);
    await server.stop();
    await browser.expectTexts(".notice:visible", ["Connection lost. Reconnecting…"]);
    server.remove("container.containers", "c-report");
    await server.start();
    await browser.expectTexts(`${section("tools")} li .name`, []);
    await browser.expectTexts(".notice:visible", []);
  });

  test("displays why the server cannot send the data, and continues when it can", async () => {
    await browser.open();
    await browser.expectTexts(`${section("tools")} li .name`, ["report"]);
    server.put("container.containers", { id: "broken" });
    await browser.expectTexts(".notice:visible", [expect.stringContaining("cannot be displayed")]);
    server.remove("container.containers", "broken");
    await browser.expectTexts(".notice:visible", []);
  });

  test("is left while the page is hidden", async () => {
    await browser.open();
    await browser.expectTexts(`${section("tools")} li .name`, ["report"]);
    const hide = (isHidden: boolean) =>
      browser.page.evaluate((hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new (globalThis as any).Event("visibilitychange"));
      }, isHidden);
    expect(server.watchers).toBe(1);
    await hide(true);
    await eventually(() => {
      expect(server.watchers).toBe(0);
    });
    server.remove("container.containers", "c-report");
    await hide(false);
    await browser.expectTexts(`${section("tools")} li .name`, []);
    expect(server.watchers).toBe(1);
  });
});
