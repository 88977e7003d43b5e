import { existsSync, readFileSync } from "node:fs";
import { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { CONTROL, isEqual, TOKEN_HEADER } from "../api/control";
import type { ClientRequest, ClientResponse } from "../gateway/client-answer";
import type { LogStore } from "../logs/log-store";
import { LiveView } from "./live";
import { sendOutput } from "./output";
import type { PageView } from "./view";

/** The files of the page, which the build copies next to the bundle. */
const FOLDER = join(__dirname, "browser");
const FILE = /^\/page\/([a-z-]+\.(css|mjs|svg))$/;
const TYPES: Readonly<Record<string, string>> = { css: "text/css", mjs: "text/javascript", svg: "image/svg+xml" };

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
    private readonly logs: LogStore,
  ) {
    this.live = new LiveView(view);
  }

  /** Answers a request for the page to this server itself. Returns false if the request is for another part of the server. */
  public answer(request: ClientRequest, response: ClientResponse): boolean {
    // No browser speaks HTTP/2 without TLS.
    if (!(request instanceof IncomingMessage && response instanceof ServerResponse)) return false;
    const { method, url = "" } = request;
    if (method !== "GET") return false;
    const [path = "", query] = url.split("?", 2);
    if (path === `${CONTROL}page` || path === `${CONTROL}logs`) {
      this.answerData(path, new URLSearchParams(query), request, response);
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

  private answerData(
    path: string,
    query: URLSearchParams,
    { headers }: IncomingMessage,
    response: ServerResponse,
  ): void {
    const token = headers[TOKEN_HEADER];
    if (typeof token !== "string" || !isEqual(token, this.token)) {
      sendError(response, 403, `pass the token of the state folder as ${TOKEN_HEADER}`);
      return;
    }
    if (path === `${CONTROL}logs`) {
      sendOutput(query.get("container") ?? "", response, this.logs).catch(() => response.destroy());
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
