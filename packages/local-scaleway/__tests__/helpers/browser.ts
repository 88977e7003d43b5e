import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { chromium, type Browser, type Page } from "playwright-core";
import { PageServer, TOKEN } from "./page-server";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const TIMEOUT_MS = 20_000;
const LOAD_TIMEOUT_MS = 5000;

/** Tests that require a browser. They are skipped where there is none. */
export const describeInBrowser: typeof describe.skip = existsSync(CHROMIUM) ? describe : describe.skip;
if (!existsSync(CHROMIUM)) process.stderr.write(`Skipped: ${CHROMIUM} was not found. Set CHROMIUM to test the page.\n`);

/** A browser with a new page for each test, which fails if the page has an error or violates its content security policy. */
export class TestBrowser {
  public readonly server = new PageServer();
  public page!: Page;
  private browser: Browser | undefined;
  public errors: string[] = [];

  public async start(): Promise<void> {
    const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    this.browser = await chromium.launch({ executablePath: CHROMIUM, args });
    await this.server.start();
  }

  public async stop(): Promise<void> {
    await this.browser?.close();
    await this.server.stop();
  }

  public async openPage(): Promise<void> {
    this.server.reset();
    this.errors = [];
    this.page = await this.browser!.newPage({ viewport: { width: 1200, height: 900 }, timezoneId: "Europe/Paris" });
    this.page.setDefaultTimeout(TIMEOUT_MS);
    this.page.on("pageerror", ({ message }) => this.errors.push(message));
    this.page.on("console", (message) => {
      // Chromium reports a server that is gone.
      if (
        message.type() === "error" &&
        !/ERR_CONNECTION|ERR_INCOMPLETE|ERR_NETWORK_CHANGED|status of/.test(message.text())
      ) {
        this.errors.push(message.text());
      }
    });
  }

  public async closePage(): Promise<void> {
    await this.page.close();
    expect(this.errors).toEqual([]);
  }

  /** Opens a part of the page, by the link with the token. */
  public async open(route = "#/"): Promise<void> {
    await this.goto(`#${TOKEN}`);
    await this.goto(route);
  }

  /** Opens an address. Chromium drops connections when an engine adds a network to the machine: such a page is opened again. */
  public async goto(address: string): Promise<void> {
    await eventually(async () => {
      try {
        await this.page.goto(`${this.server.url}/${address}`);
        await this.page.locator("h1").first().waitFor({ timeout: LOAD_TIMEOUT_MS });
      } catch (error) {
        await this.page.goto("about:blank");
        throw error;
      }
    });
  }

  /** The text of the element that has the focus. */
  public focused(): Promise<string> {
    return this.page.locator(":focus").evaluate((element: any) => element.ariaLabel ?? element.textContent);
  }

  /** The texts of elements, once they are as expected. */
  public async expectTexts(selector: string, expected: readonly unknown[]): Promise<void> {
    await eventually(async () => {
      expect(await this.page.locator(selector).allInnerTexts()).toEqual(expected);
    });
  }
}

export function useBrowser(): TestBrowser {
  const browser = new TestBrowser();
  beforeAll(() => browser.start());
  beforeEach(() => browser.openPage());
  afterEach(() => browser.closePage());
  afterAll(() => browser.stop());
  return browser;
}

/** Repeats assertions until they hold. */
export async function eventually(assertions: () => unknown): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    try {
      await assertions();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await wait(25);
    }
  }
}
