import { describeInBrowser, useBrowser } from "../helpers/browser";

describeInBrowser("an action of the page", () => {
  const browser = useBrowser();
  const { server } = browser;

  test("runs a schedule now, and displays the result until the next one", async () => {
    await browser.open("#/schedules");
    await browser.expectTexts(".schedule .name", ["clean-up", "nightly"]);
    await browser.expectTexts(".schedule time", ["Sun 29 Nov, 10:45 CET", "Mon 30 Nov, 02:00 CET"]);
    server.answer = { status: 200, body: { status: 204, duration_ms: 45 } };
    const run = browser.page.getByRole("button", { name: "Run nightly of report now" });
    await run.click();
    await browser.expectTexts(".result", ["Answered 204 in 45 ms"]);
    await browser.expectTexts("#announcement", ["nightly: Answered 204 in 45 ms"]);
    server.answer = { status: 409, body: { message: "the container has no deployment" } };
    await run.click();
    await browser.expectTexts(".result[data-error]", ["the container has no deployment"]);
    server.answer = { status: 200, body: { status: 500 } };
    await run.click();
    await browser.expectTexts(".result[data-error]", ["Answered 500"]);
    expect(server.actions.map(({ path }) => path)).toEqual(Array(3).fill("/local/v1/triggers/t-nightly/run"));
  });

  test("sends a message to a queue", async () => {
    await browser.open("#/queues");
    await browser.expectTexts(".queue dt", [
      ...["visible", "in flight", "visible", "in flight", "visible", "in flight"],
      "dead letters in orders-failed.fifo",
    ]);
    const send = async (name: RegExp, values: Record<string, string>) => {
      const queue = browser.page.locator(".queue", { has: browser.page.getByRole("heading", { name }) });
      await queue.locator("summary").click();
      for (const [field, value] of Object.entries(values)) await queue.getByLabel(field).fill(value);
      await queue.getByRole("button", { name: "Send" }).click();
      await queue.locator(".result").waitFor();
    };
    await send(/^mails/, { Body: "<b>hello</b>" });
    await send(/^orders\.fifo/, { Body: '{"order":1}' });
    const queue = { region: "fr-par", project: "11111111-1111-4111-8111-111111111111" };
    expect(server.actions.map(({ body }) => body)).toEqual([
      { ...queue, queue: "mails", body: "<b>hello</b>" },
      { ...queue, queue: "orders.fifo", body: '{"order":1}' },
    ]);
    await browser.expectTexts(".result", ["Sent.", "Sent."]);
  });

  test("keeps an unsent message while the depth of the queue changes", async () => {
    await browser.open("#/queues");
    await browser.page.locator("summary").first().click();
    await browser.page.getByLabel("Body").first().fill("draft");
    server.sources = { ...server.sources, depth: () => ({ visible: 77, inFlight: 0 }) };
    await browser.expectTexts(".queue:first-child dd", ["77", "0"]);
    expect(await browser.page.getByLabel("Body").first().inputValue()).toBe("draft");
  });
});
