import { describeInBrowser, eventually, useBrowser } from "../helpers/browser";
import { sampleContainer, sampleNamespace, sampleRecords, sampleSchedule, sampleSources } from "../helpers/page-sample";
import { logLine, TOKEN } from "../helpers/page-server";

declare const window: any;
declare const document: any;

describeInBrowser("the page in a browser", () => {
  const browser = useBrowser();
  const { server } = browser;
  const section = (name: string) => `section[aria-label="${name}"]`;

  test("removes the token from the address bar, and keeps it for this tab only", async () => {
    await browser.goto(`#${TOKEN}`);
    await browser.expectTexts(`${section("tools")} li .name`, ["report"]);
    expect(browser.page.url()).toBe(`${server.url}/#/`);
    await browser.page.goto("about:blank");
    await browser.goto("");
    await browser.expectTexts(`${section("tools")} li .name`, ["report"]);
    expect(await browser.page.evaluate(() => [window.localStorage.length, document.cookie])).toEqual([0, ""]);
    expect(await browser.page.context().cookies()).toEqual([]);
  });

  test.each(["", `#${"f".repeat(64)}`])("without a valid token, %j says how to get the link", async (hash) => {
    await browser.goto(hash);
    await browser.expectTexts("pre", ["npx scw-containers local status"]);
    await browser.goto(`#${TOKEN}`);
    await browser.expectTexts(`${section("tools")} li .name`, ["report"]);
  });

  test("displays names and bodies as text, and follows no script link", async () => {
    const attack = `<img src=x onerror="window.attacked=1"><script>window.attacked=1</script>`;
    const records = sampleRecords();
    records["container.namespaces"] = { n: sampleNamespace("n", attack, { variables: { [attack]: attack } }) };
    records["container.containers"] = {
      [attack]: sampleContainer(attack, attack, { namespace_id: "n", status: "error", error: attack }),
      c: sampleContainer("c", "api", { namespace_id: "n", fields: { image: attack } }),
    };
    records["container.triggers"] = { t: sampleSchedule("t", attack, "c", attack) };
    server.reset(records);
    const requests = sampleSources().requests("c-order-api");
    server.sources = {
      ...server.sources,
      engine: attack,
      urls: () => ["javascript:window.attacked=1"],
      requests: () => requests.map((request) => ({ ...request, method: attack, path: attack })),
    };
    server.lines = [logLine(attack, { instance: attack, stream: attack })];
    server.answer = { status: 400, body: { message: attack } };
    for (const route of ["#/", "#/containers/c", "#/schedules"]) {
      await browser.open(route);
      await eventually(async () => {
        expect(await browser.page.locator("main").innerText()).toContain(attack);
      });
    }
    await browser.page.getByRole("button", { name: /now$/ }).click();
    await browser.expectTexts(".result", [attack]);
    await browser.open("#/containers/c");
    await browser.expectTexts(".line .text", [attack]);
    expect(await browser.page.locator("a[href^=javascript]").count()).toBe(0);
    expect(await browser.page.locator("img, main script").count()).toBe(0);
    expect(await browser.page.evaluate(() => window.attacked)).toBeUndefined();
  });

  test("cannot become HTML: the browser refuses it", async () => {
    await browser.open();
    const refused = await browser.page.evaluate(() => {
      try {
        document.body.innerHTML = "<b>x</b>";
        return false;
      } catch {
        return true;
      }
    });
    expect(refused).toBe(true);
    expect(browser.errors).toHaveLength(1);
    browser.errors = [];
  });
});
