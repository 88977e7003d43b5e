// The local Scaleway of a run, and its control interface.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import local from "local-scaleway";

const require = createRequire(import.meta.url);
const { ownerOf } = require("../../packages/local-scaleway/src/engine/owner.ts");

/** A server in this process, without an engine. */
export class Scaleway {
  folder = mkdtempSync(join(tmpdir(), "e2e-state-"));

  async start() {
    const server = await local.startServer({ folder: this.folder, port: 0 });
    this.close = () => server.close();
    this.connect(server.url);
  }

  async stop() {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  connect(url) {
    this.url = url;
    this.environment = local.localEnvironment(url, process.env);
    this.token = readFileSync(join(this.folder, "token"), "utf8");
  }

  async call(method, path, body) {
    const answer = await fetch(this.url + path, {
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

/** A server of the command, with an engine. */
export class ScalewayProcess extends Scaleway {
  async start() {
    const args = ["dist/cli/main.js", "local", "--state", this.folder, "--engine", "docker"];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const exited = once(child, "exit");
    const end = async (signal) => {
      child.kill(signal);
      await exited;
    };
    this.close = () => end("SIGTERM");
    this.kill = () => end("SIGKILL");
    const [output] = await Promise.race([once(child.stdout, "data"), exited.then(failToStart)]);
    this.connect(/http:\/\/127\.0\.0\.1:\d+/.exec(output)[0]);
    // The label of its instances.
    this.owner = ownerOf({ path: this.folder, token: this.token });
  }

  /** The container with the name, as the control interface lists it. */
  async container(name) {
    const { containers } = await this.control("GET", "containers");
    return containers.find((container) => container.name === name);
  }
}

function failToStart([code]) {
  throw new Error(`the server ended with code ${code}`);
}

/** Zones stay without records, secrets stay for seven days, and every project has its default VPC. */
function staysBehind(table, value) {
  return table === "domain.zones" || Boolean(value.deletion_requested_at) || value.is_default === true;
}
