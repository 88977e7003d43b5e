// The local Scaleway of a run, and its control interface.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import local from "local-scaleway";

export class Scaleway {
  async start() {
    this.folder = mkdtempSync(join(tmpdir(), "e2e-state-"));
    this.server = await local.startServer({ folder: this.folder, port: 0 });
    this.environment = local.localEnvironment(this.server.url, process.env);
    this.token = readFileSync(join(this.folder, "token"), "utf8");
  }

  async stop() {
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async call(method, path, body) {
    const answer = await fetch(this.server.url + path, {
      method,
      headers: { "x-auth-token": "e2e", "x-local-token": this.token },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  control(method, path, body) {
    return this.call(method, `/local/v1/${path}`, body);
  }

  /** The objects that Scaleway does not keep on its own account, as `table/ID`. */
  async objects() {
    const { records } = await this.control("GET", "snapshot");
    return Object.entries(records).flatMap(([table, rows]) =>
      Object.entries(rows).flatMap(([id, value]) => (staysBehind(table, value) ? [] : [`${table}/${id}`])),
    );
  }
}

/** Zones stay without records, secrets stay for seven days, and every project has its default VPC. */
function staysBehind(table, value) {
  return table === "domain.zones" || Boolean(value.deletion_requested_at) || value.is_default === true;
}
