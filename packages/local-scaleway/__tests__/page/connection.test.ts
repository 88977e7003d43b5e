import { describeInBrowser, useBrowser } from "../helpers/browser";

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
});
