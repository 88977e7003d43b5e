// npm run docs:page-picture: draws docs/local-page.png, the page of the local Scaleway with the resources of a sample. It needs Chromium.
// The packages contain the picture: reduce it to 256 colors before you commit it.
import { chromium } from "playwright-core";
import { removeTemporaryFolders } from "../__tests__/helpers/temporary-folder";
import { sampleLog, SAMPLE_TIME } from "../packages/local-scaleway/__tests__/helpers/page-sample";
import { PageServer, TOKEN } from "../packages/local-scaleway/__tests__/helpers/page-server";

const PICTURE = "docs/local-page.png";

async function draw(): Promise<void> {
  const server = new PageServer();
  server.port = 4580;
  await server.start();
  server.reset();
  server.lines = sampleLog();
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, timezoneId: "Europe/Paris" });
    await page.clock.setFixedTime(SAMPLE_TIME);
    await page.goto(`${server.url}/#${TOKEN}`);
    await page.getByRole("link", { name: "order-api", exact: true }).click();
    await page.getByText(sampleLog().at(-1)?.text ?? "").waitFor();
    await page.mouse.click(5, 5);
    await page.screenshot({ path: PICTURE, fullPage: true });
  } finally {
    await browser.close();
    await server.stop();
    removeTemporaryFolders();
  }
}

void draw();
