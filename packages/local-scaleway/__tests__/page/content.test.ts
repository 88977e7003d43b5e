import { describeInBrowser, useBrowser } from "../helpers/browser";
import { sampleContainer, sampleNamespace } from "../helpers/page-sample";

describeInBrowser("the page", () => {
  const browser = useBrowser();
  const { server } = browser;
  const section = (name: string) => `section[aria-label="${name}"]`;

  test("lists the containers of each namespace with status, reason, URLs, instances and the last request", async () => {
    await browser.open();
    await browser.expectTexts(`${section("shop")} li .name`, ["mailer", "order-api", "order-worker"]);
    await browser.expectTexts(`${section("tools")} li .name`, ["report"]);
    await browser.expectTexts(".row .status", ["error", "ready", "ready", "updating"]);
    await browser.expectTexts(".row .reason", ["Container is unable to start OR is not listening on port 8080"]);
    const row = await browser.page.locator(".row", { hasText: "order-api" }).innerText();
    for (const text of [
      "127.0.0.1:49213",
      "order-api.localhost:4580",
      "1 of 2 instances",
      "200",
      "shop/order-api:1.4.0",
    ]) {
      expect(row).toContain(text);
    }
  });

  test("displays a container with all that belongs to it, and no secret value", async () => {
    await browser.open("#/containers/c-order-api");
    await browser.expectTexts(`${section("Last requests")} td.path`, [
      "GET /orders/4711",
      "POST /orders",
      "GET /orders/0815",
      "GET /",
    ]);
    await browser.expectTexts(`${section("Last requests")} .tag`, ["cold start"]);
    await browser.expectTexts(`${section("Instances")} td .status`, ["ready", "starting"]);
    await browser.expectTexts(`${section("Triggers")} .name`, ["clean-up"]);
    await browser.expectTexts(`${section("Domains")} .name`, ["api.shop.example.com"]);
    await browser.expectTexts(`${section("Variables")} dt`, ["DATABASE_HOST", "LOG_LEVEL", "QUEUE"]);
    await browser.expectTexts(`${section("Secrets")} li`, ["DATABASE_PASSWORD", "SENTRY_DSN"]);
    expect(await browser.page.content()).not.toContain("swordfish");
  });

  test("says how to deploy when there is nothing, and shows what is deployed then", async () => {
    server.reset({});
    await browser.open();
    await browser.expectTexts("pre", ["npx scw-containers local -- npx cdktf deploy shop --auto-approve"]);
    server.put("container.namespaces", sampleNamespace("n", "blog"));
    await browser.expectTexts("main h2", [expect.stringContaining("blog")]);
    server.put("container.containers", sampleContainer("c", "api", { namespace_id: "n" }));
    await browser.expectTexts(".row .name", ["api"]);
    server.remove("container.containers", "c");
    await browser.expectTexts(".row .name", []);
  });

  test("changes with the server, and keeps the elements that have not changed", async () => {
    await browser.open();
    const row = await browser.page.locator(".row", { hasText: "order-worker" }).elementHandle();
    server.put("container.containers", sampleContainer("c-mailer", "mailer"));
    server.put("container.containers", sampleContainer("c-admin", "admin"));
    await browser.expectTexts(`${section("shop")} li .name`, ["admin", "mailer", "order-api", "order-worker"]);
    await browser.expectTexts(".row .reason", []);
    expect(await row.evaluate((element: any) => element.isConnected)).toBe(true);
  });

  test("displays the new deployment, and says so when the container is gone", async () => {
    await browser.open("#/containers/c-mailer");
    await browser.expectTexts("h1 .status", ["error"]);
    server.put("container.containers", sampleContainer("c-mailer", "mailer"));
    await browser.expectTexts("h1 .status", ["ready"]);
    server.remove("container.containers", "c-mailer");
    await browser.expectTexts("main .empty", ["This container does not exist."]);
  });

  test("says that containers do not run without an engine", async () => {
    server.sources = { ...server.sources, engine: undefined, runtime: { instances: () => [] } };
    await browser.open("#/containers/c-order-api");
    await browser.expectTexts(".notice:visible", [expect.stringContaining("there is no engine")]);
    await browser.expectTexts(`${section("Instances")} .empty`, ["Containers do not run without an engine."]);
  });
});
