import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { compareProviderVersion, newestProviderVersion } from "../../scripts/facts/provider-version";

let server: Server;
let answer: { status: number; body: string };
let url: string;
beforeAll(async () => {
  server = createServer((_, response) => {
    response.writeHead(answer.status, { connection: "close" }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/versions`;
});
afterAll(() => {
  server.close();
});

test("returns the newest release, without pre-releases", async () => {
  const versions = ["2.9.0", "2.100.0", "2.81.0", "3.0.0-beta1"].map((version) => ({ version, protocols: ["5.0"] }));
  answer = { status: 200, body: JSON.stringify({ versions }) };
  expect(await newestProviderVersion(url)).toBe("2.100.0");
});

test.each([
  [404, "{}"],
  [502, '{ "versions": [{ "version": "2.81.0" }] }'],
  [200, "<html>"],
  [200, "{}"],
  [200, '{ "versions": [] }'],
  [200, '{ "versions": [{ "version": "3.0.0-beta1" }] }'],
])("fails on the answer %d %s", async (status, body) => {
  answer = { status, body };
  await expect(newestProviderVersion(url)).rejects.toThrow(url);
});

test("fails without a network", async () => {
  await expect(newestProviderVersion("http://127.0.0.1:1/versions")).rejects.toThrow("could not be read");
});

test("finds a newer release", () => {
  expect(compareProviderVersion("2.81.0", "2.81.0").differences).toEqual([]);
  expect(compareProviderVersion("2.81.0", "2.100.0").differences).toEqual([
    expect.objectContaining({ ours: "2.81.0", published: "2.100.0", fix: "Run npm run schema:update -- 2.100.0." }),
  ]);
});
