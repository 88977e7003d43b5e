import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { request, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { CONTAINERS, createContainer, MISSING, PROJECT, TestServer, useServer } from "./helpers/server";

const server = useServer();

interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request that fetch would refuse or change. */
function raw(method: string, path: string, headers: object = {}, body = ""): Promise<RawAnswer> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, method, path, headers: { "x-auth-token": MISSING, ...headers } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString() });
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

describe("the server", () => {
  const onLinux = existsSync("/proc/net/tcp") ? test : test.skip;

  onLinux("listens on the loopback address only", () => {
    expect(new URL(server.url).hostname).toBe("127.0.0.1");
    const sockets = readFileSync("/proc/net/tcp", "utf8").split("\n");
    const port = Number(new URL(server.url).port).toString(16).toUpperCase().padStart(4, "0");
    const own = sockets.flatMap((line) => / (\w{8}):(\w{4}) 00000000:0000 0A/.exec(line)?.slice(1, 3).join(":") ?? []);
    expect(own.filter((address) => address.endsWith(`:${port}`))).toEqual([`0100007F:${port}`]);
  });

  test.each([
    ["127.0.0.1:4580", 200],
    ["localhost", 200],
    ["order-api.localhost:4580", 404],
    ["[::1]:4580", 200],
    ["localhost.", 200],
    ["evil.example.com", 403],
    ["localhost.evil.example.com", 403],
    ["127.0.0.1.evil.example.com:4580", 403],
    ["0.0.0.0", 403],
  ])("answers the Host %j with %i", async (host, status) => {
    const headers = { host, "x-local-token": server.token, "x-token": "any" };
    for (const path of [`${CONTAINERS}/containers`, "/", "/loki/api/v1/labels", "/local/v1/status"]) {
      expect((await raw("GET", path, headers)).status).toBe(status);
    }
  });

  test("rejects a request with two Hosts", async () => {
    const { port } = new URL(server.url);
    const text = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => {
        socket.write("GET / HTTP/1.1\r\nhost: localhost\r\nhost: evil.example.com\r\nx-auth-token: x\r\n\r\n");
      });
      socket.once("data", (data) => {
        socket.destroy();
        resolve(data.toString());
      });
    });
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
  });

  test.each([
    [`http://evil.example.com${CONTAINERS}/containers`, 400],
    [`http://localhost${CONTAINERS}/containers`, 400],
    ["*", 400],
    [`//evil.example.com${CONTAINERS}/containers`, 501],
  ])("does not take a host from the target %s", async (path, status) => {
    expect((await raw("GET", path, { host: "localhost" })).status).toBe(status);
  });

  test("has no CORS headers, also not for a preflight request", async () => {
    const headers = { origin: "http://evil.example.com", "access-control-request-headers": "x-auth-token" };
    for (const method of ["OPTIONS", "GET"]) {
      const answer = await raw(method, `${CONTAINERS}/containers`, headers);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
    expect((await raw("OPTIONS", `${CONTAINERS}/containers`, headers)).status).toBe(501);
  });

  test.each(["GET", "POST"])("answers %s with 403 without a token", async (method) => {
    const answer = await server.call(method, `${CONTAINERS}/containers`, undefined, { "x-auth-token": "" });
    expect(answer).toMatchObject({
      status: 403,
      body: { message: "insufficient permissions", type: "permissions_denied" },
    });
  });

  test.each([
    ["POST", "/rdb/v1/regions/fr-par/instances", "POST /rdb/v1/regions/fr-par/instances"],
    ["GET", `/rdb/v1/regions/fr-par/instances/${MISSING}`, "GET /rdb/v1/regions/fr-par/instances/{id}"],
    ["PUT", `${CONTAINERS}/containers`, `PUT ${CONTAINERS}/containers`],
    ["GET", "/%00%0aX", "GET /?00?0aX"],
    ["GET", `/${"a".repeat(3000)}`, `GET /${"a".repeat(60)}`],
  ])("answers %s %s with 501 and the name of the operation", async (method, path, operation) => {
    expect(await server.call(method, path)).toMatchObject({
      status: 501,
      body: { message: `not emulated: ${operation}`, type: "not_emulated" },
    });
  });

  test.each(["{", "[]", "null", '"text"', "1", "\0", "[".repeat(100_000), '{"a":'.repeat(50_000)])(
    "answers a body that is not an object with 400",
    async (body) => {
      expect((await raw("POST", `${CONTAINERS}/namespaces`, {}, body)).status).toBe(400);
    },
  );

  test.each(["/../../etc/passwd", "/%2e%2e/etc/passwd", "/containers/v1/regions/fr-par/containers/..%2f..%2fetc"])(
    "has no files: %s",
    async (path) => {
      expect([404, 501]).toContain((await raw("GET", path)).status);
    },
  );

  test.each(["__proto__", "constructor", "toString", "%ZZ"])("has no container named %s", async (id) => {
    expect([400, 404]).toContain((await raw("GET", `${CONTAINERS}/containers/${id}`)).status);
  });

  test("rejects a body of more than 32 MB", async () => {
    const answer = await raw("POST", `${CONTAINERS}/namespaces`, {}, "x".repeat(33_000_000)).catch(() => undefined);
    expect([413, undefined]).toContain(answer?.status);
    expect((await server.call("GET", `${CONTAINERS}/namespaces`)).status).toBe(200);
  });

  test("survives clients that send garbage, or close the connection", async () => {
    const port = Number(new URL(server.url).port);
    const head = "POST / HTTP/1.1\r\nhost: localhost\r\n";
    for (const text of [
      "garbage\r\n\r\n",
      head,
      `${head}content-length: 1000\r\n\r\n{`,
      `${head}transfer-encoding: chunked\r\n\r\nZ`,
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, "127.0.0.1", () =>
          socket.write(text, () => setTimeout(() => socket.destroy(), 20)),
        );
        socket.on("close", () => {
          resolve();
        });
        socket.on("error", () => undefined);
      });
    }
    expect((await server.call("GET", `${CONTAINERS}/namespaces`)).status).toBe(200);
  });
});

describe("the control interface", () => {
  test.each(["status", "snapshot", "faults", "operations"])(
    "answers GET %s with 403 without its token",
    async (path) => {
      for (const token of [undefined, "", "x".repeat(64), MISSING]) {
        const headers = token === undefined ? {} : { "x-local-token": token };
        expect((await server.call("GET", `/local/v1/${path}`, undefined, headers)).status).toBe(403);
      }
      expect((await server.control("GET", path)).status).toBe(200);
    },
  );
});

test("the time cannot leave the range of dates", async () => {
  expect((await server.control("POST", "clock", { advance_ms: Number.MAX_SAFE_INTEGER })).status).toBe(400);
  const other = new TestServer();
  await other.start();
  for (let turn = 0; turn < 3; turn++) {
    expect((await other.control("POST", "clock", { advance_ms: 1000 * 365 * 86_400_000 })).status).toBe(200);
  }
  expect((await other.call("POST", `${CONTAINERS}/namespaces`, { project_id: PROJECT, name: "shop" })).status).toBe(
    200,
  );
  await other.stop();
});

describe("the state folder", () => {
  test("can be read by its user only, and is ignored by git", () => {
    expect((statSync(server.folder).mode & 0o777).toString(8)).toBe("700");
    const secretFiles = readdirSync(server.folder).filter((file) => !/^(port|\.gitignore)$/.test(file));
    for (const file of secretFiles) expect([file, statSync(join(server.folder, file)).mode & 0o077]).toEqual([file, 0]);
    expect(readFileSync(join(server.folder, ".gitignore"), "utf8")).toBe("*\n");
  });
});

test("no list and no error contains a secret", async () => {
  const secret = "swordfish-4711";
  const { id, namespace_id } = await createContainer(server, { secret_environment_variables: { KEY: secret } });
  const invalid = {
    secret_environment_variables: { KEY: secret, BIG: secret.repeat(10_000), ["K".repeat(101)]: secret },
  };
  const cron = { schedule: secret.repeat(30), timezone: secret };
  const answers = [
    await server.call("GET", `${CONTAINERS}/containers`),
    await server.call("PATCH", `${CONTAINERS}/containers/${id}`, invalid),
    await server.call("POST", `${CONTAINERS}/triggers`, { container_id: id, name: "nightly", cron_config: cron }),
    await server.call("POST", `${CONTAINERS}/containers`, { namespace_id, name: secret.repeat(9), port: secret }),
    await server.call("POST", "/iam/v1alpha1/applications", { name: `${secret} `.repeat(9) }),
    await server.call("POST", `${CONTAINERS}/namespaces`, { project_id: PROJECT, name: { secret } }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 400, 400, 400]);
  for (const { body } of answers) expect(JSON.stringify(body)).not.toContain(secret);
});
