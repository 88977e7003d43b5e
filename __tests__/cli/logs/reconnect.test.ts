import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CockpitSource } from "../../../lib/cli/logs/cockpit";
import { queryLogs } from "../../../lib/cli/logs/loki";
import { readLogs } from "../../../lib/cli/logs/read";
import { withRetries } from "../../../lib/cli/logs/retries";
import { line, newFolder, openLogs } from "../../../packages/local-scaleway/__tests__/helpers/logs";
import { respondLoki } from "../../../packages/local-scaleway/src/logs/loki-server";

test("follows through the death of the server in the middle of an answer, and loses and repeats no line", async () => {
  const logs = openLogs(newFolder());
  let isDying = false;
  const server: Server = createServer((request, response) => {
    if (!isDying) {
      void respondLoki(request, response, logs);
      return;
    }
    response.writeHead(200, { "content-length": 1000 }).write('{"status":"success","data":{"result":[');
    server.close();
    setImmediate(() => {
      server.closeAllConnections();
    });
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const source = new CockpitSource(`http://127.0.0.1:${port}`, "token");
  const stopped = new AbortController();
  const reports: string[] = [];
  const query = withRetries(
    (each) => queryLogs(source, each),
    (text) => {
      reports.push(text);
      if (reports.length > 1) return;
      logs.append(line("while it is down"));
      isDying = false;
      void listen(port);
    },
  );
  try {
    for (const text of ["first", "first", "second"]) logs.append(line(text, { time: Date.now() - 2000 }));
    const texts: string[] = [];
    const request = { selector: '{resource_type="serverless_container"}', pollMs: 10 };
    for await (const page of readLogs(request, query, stopped.signal)) {
      texts.push(...page.map(({ message }) => message));
      if (texts.at(-1) === "second" && !isDying) {
        isDying = true;
        logs.append(line("before its death"));
      }
      if (texts.at(-1) === "while it is down") logs.append(line("last"));
      if (texts.at(-1) === "last") stopped.abort();
    }
    expect(texts).toEqual(["first", "first", "second", "before its death", "while it is down", "last"]);
    expect(reports).toEqual([expect.stringContaining("Retrying."), "Connected again."]);
  } finally {
    await source.close();
    server.close();
    server.closeAllConnections();
    await logs.close();
  }
});
