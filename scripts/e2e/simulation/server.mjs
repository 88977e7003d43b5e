// A simulated API of the products that the local Scaleway does not emulate, for the end-to-end test only. It keeps what the provider
// sends, and answers with it: the real provider creates, reads and destroys the resources, but no database, no cache and no alert exists.
// Requests for other products go to the local Scaleway. Object Storage has hosts of its own: the server is also their HTTPS proxy.
import { createServer, request as sendRequest } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { once } from "node:events";
import { json } from "node:stream/consumers";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCertificate } from "./certificate.mjs";
import { COCKPIT } from "./cockpit.mjs";
import { MANAGED_DATABASES, MANAGED_REDIS, SERVERLESS_SQL } from "./databases.mjs";
import { EDGE_SERVICES } from "./edge-services.mjs";
import { SERVERLESS_JOBS } from "./jobs.mjs";
import { TRANSACTIONAL_EMAIL } from "./mail.mjs";
import { ObjectStorage } from "./object-storage.mjs";
import { RestStore } from "./store.mjs";

const PRODUCTS = [
  COCKPIT,
  EDGE_SERVICES,
  MANAGED_DATABASES,
  MANAGED_REDIS,
  SERVERLESS_JOBS,
  SERVERLESS_SQL,
  TRANSACTIONAL_EMAIL,
];
const OBJECT_STORAGE_HOST = /(?:^|\.)s3\.[\w-]+\.scw\.cloud:443$/;

export class Simulation {
  folder = mkdtempSync(join(tmpdir(), "e2e-simulation-"));
  store = new RestStore(PRODUCTS);
  storage = new ObjectStorage();

  /** Starts in front of a local Scaleway. */
  async start(scaleway) {
    this.scaleway = scaleway;
    const { file, key, cert } = createCertificate(this.folder);
    this.secure = createSecureServer({ key, cert }, (request, response) => void this.storage.answer(request, response));
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error) =>
        response.writeHead(500).end(JSON.stringify({ message: error.message })),
      );
    });
    this.server.on("connect", (request, socket) => this.connect(request, socket));
    await once(this.server.listen(0, "127.0.0.1"), "listening");
    const url = `http://127.0.0.1:${this.server.address().port}`;
    this.environment = { ...scaleway.environment, SCW_API_URL: url, HTTPS_PROXY: url, SSL_CERT_FILE: file };
  }

  stop() {
    this.server?.close();
    this.server?.closeAllConnections();
    this.secure?.closeAllConnections();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What exists, here and in the local Scaleway. */
  async objects() {
    return [...(await this.scaleway.objects()), ...this.store.objects.keys(), ...this.storage.buckets.keys()];
  }

  async answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const hasBody = Number(request.headers["content-length"] ?? 0) > 0;
    if (!this.store.has(pathname)) return forward(request, response, this.scaleway.url);
    const body = hasBody ? await json(request) : {};
    const query = Object.fromEntries(searchParams);
    const answer = this.store.answer(request.method, pathname, { query, body });
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer.body));
  }

  connect(request, socket) {
    socket.on("error", () => socket.destroy());
    if (!OBJECT_STORAGE_HOST.test(request.url)) {
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      return;
    }
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    this.secure.emit("connection", socket);
  }
}

function forward(request, response, url) {
  const sent = sendRequest(url + request.url, { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  sent.on("error", (error) => response.destroy(error));
  request.pipe(sent);
}
