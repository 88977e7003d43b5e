import { describeInBrowser, eventually, useBrowser } from "../helpers/browser";
import { logLine } from "../helpers/page-server";

describeInBrowser("the logs of a container", () => {
  const browser = useBrowser();
  const { server } = browser;
  const texts = ".line .text";

  async function openLogs(): Promise<void> {
    await browser.open("#/containers/c-order-api");
    await browser.page.locator(".lines").waitFor();
  }

  const isAtEnd = () =>
    browser.page.locator(".lines").evaluate((list: any) => list.scrollHeight - list.scrollTop - list.clientHeight < 8);

  test("are displayed as they come, with the stream and without the colours of a terminal", async () => {
    server.lines = [logLine("first"), logLine("\x1b[31mfailed\x1b[0m", { stream: "stderr" })];
    await openLogs();
    await browser.expectTexts(texts, ["first", "failed"]);
    await browser.expectTexts(".line .stream", ["err"]);
    server.print(logLine("third"));
    await browser.expectTexts(texts, ["first", "failed", "third"]);
    await browser.expectTexts(".logs > p", ["3 lines"]);
  });

  test("wait while they are paused", async () => {
    server.lines = [logLine("first")];
    await openLogs();
    await browser.expectTexts(texts, ["first"]);
    await browser.page.getByRole("button", { name: "Pause" }).click();
    server.print(logLine("second"), logLine("third"));
    await browser.expectTexts(".logs button >> nth=0", ["Resume (2 new)"]);
    await browser.expectTexts(texts, ["first"]);
    await browser.page.getByRole("button", { name: "Resume" }).click();
    await browser.expectTexts(texts, ["first", "second", "third"]);
  });

  test("can be filtered, also those that come later", async () => {
    server.lines = [logLine("GET /orders"), logLine("started"), logLine("get /mails")];
    await openLogs();
    const filter = browser.page.getByLabel("Filter the output");
    await filter.fill("get");
    await browser.expectTexts(texts, ["GET /orders", "get /mails"]);
    await browser.expectTexts(".logs > p", ["2 of 3 lines"]);
    server.print(logLine("stopped"), logLine("GET /"));
    await browser.expectTexts(texts, ["GET /orders", "get /mails", "GET /"]);
    await filter.fill("");
    await browser.expectTexts(texts, ["GET /orders", "started", "get /mails", "stopped", "GET /"]);
  });

  test("stay where the user reads, and jump to the end", async () => {
    server.lines = Array.from({ length: 300 }, (_, index) => logLine(`line ${index}`));
    await openLogs();
    await browser.page.locator(texts).nth(299).waitFor();
    expect(await isAtEnd()).toBe(true);
    await browser.page.locator(".lines").evaluate((list: any) => {
      list.scrollTop = 100;
    });
    server.print(logLine("later"));
    await browser.page.locator(texts).nth(300).waitFor();
    expect(await browser.page.locator(".lines").evaluate((list: any) => list.scrollTop)).toBe(100);
    await browser.page.getByRole("button", { name: "Jump to end" }).click();
    expect(await isAtEnd()).toBe(true);
  });

  test("are bounded: the oldest lines are dropped, and long lines are cut", async () => {
    await openLogs();
    server.print(...Array.from({ length: 3000 }, (_, index) => logLine(`line ${index}`)));
    server.print(logLine("x".repeat(100_000)));
    await eventually(async () => {
      expect(await browser.page.locator(texts).last().innerText()).toMatch(/^x{4000}…$/);
    });
    expect(await browser.page.locator(".line").count()).toBe(2000);
    expect(await browser.page.locator(texts).first().innerText()).toBe("line 1001");
  });

  test("are those of the displayed container only, and are left with it", async () => {
    server.lines = [logLine("first")];
    await openLogs();
    await browser.expectTexts(texts, ["first"]);
    server.lines = [logLine("other")];
    await browser.goto(`#/containers/c-mailer`);
    await browser.expectTexts(texts, ["other"]);
    expect(server.followed).toEqual(["c-mailer"]);
    await browser.goto(`#/`);
    await eventually(() => {
      expect(server.followed).toEqual([]);
    });
  });

  test("continue after a restart of the server, without lines twice", async () => {
    server.lines = [logLine("first")];
    await openLogs();
    await browser.expectTexts(texts, ["first"]);
    await server.stop();
    server.lines = [logLine("first"), logLine("second")];
    await server.start();
    await browser.expectTexts(texts, ["first", "second"]);
  });
});
