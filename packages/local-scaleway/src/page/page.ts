import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { CONTROL, isEqual, TOKEN_HEADER } from "../api/control";
import { LiveView } from "./live";
import type { PageView } from "./view";

/** The files of the page, which the build copies next to the bundle. */
const FOLDER = join(__dirname, "browser");
const FILE = /^\/page\/([a-z-]+\.(css|mjs|svg))$/;
const TYPES: Readonly<Record<string, string>> = { css: "text/css", mjs: "text/javascript", svg: "image/svg+xml" };
/** Names such as `order-api.localhost` are those of containers. */
const HOST = /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?$/i;

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** The page in the browser. Its files are public, its data requires the token of the state folder. */
export class Page {
  private readonly live: LiveView;

  constructor(
    view: () => PageView,
    private readonly token: string,
  ) {
    this.live = new LiveView(view);
  }

  /** Answers a request for the page. Returns false if the request is for another part of the server. */
  public answer(request: IncomingMessage, response: ServerResponse): boolean {
    const hosts = request.headersDistinct["host"] ?? [];
    if (request.method !== "GET" || hosts.length !== 1 || !HOST.test(hosts[0] ?? "")) return false;
    const path = request.url?.split("?")[0] ?? "";
    if (path === `${CONTROL}page`) {
      this.answerLive(request, response);
      return true;
    }
    if (path === "/") {
      sendFile(response, "index.html", "text/html");
      return true;
    }
    const [, name, extension] = FILE.exec(path) ?? [];
    if (name === undefined || extension === undefined || !existsSync(join(FOLDER, name))) return false;
    sendFile(response, name, TYPES[extension] ?? "");
    return true;
  }

  /** Ends the connections of all browsers. */
  public close(): void {
    this.live.close();
  }

  private answerLive({ headers }: IncomingMessage, response: ServerResponse): void {
    const token = headers[TOKEN_HEADER];
    if (typeof token !== "string" || !isEqual(token, this.token)) {
      sendError(response, 403, `pass the token of the state folder as ${TOKEN_HEADER}`);
      return;
    }
    try {
      this.live.open(response);
    } catch {
      sendError(response, 500, "a resource cannot be displayed: the restored snapshot may be invalid");
    }
  }
}

function sendFile(response: ServerResponse, name: string, type: string): void {
  response.writeHead(200, { ...HEADERS, "content-type": `${type}; charset=utf-8` });
  response.end(readFileSync(join(FOLDER, name)));
}

function sendError(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { ...HEADERS, "content-type": "application/json" });
  response.end(JSON.stringify({ message }));
}
