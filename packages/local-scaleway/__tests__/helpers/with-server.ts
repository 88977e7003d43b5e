import { CONTAINERS, TestServer } from "./server";

/** The names of all namespaces. */
export const names = async (server: TestServer): Promise<string[]> => {
  const found: string[] = [];
  for (let page = 1; ; page++) {
    const { body } = await server.call("GET", `${CONTAINERS}/namespaces?page=${page}&page_size=100`);
    found.push(...body.namespaces.map(({ name }: { name: string }) => name));
    if (found.length >= body.total_count) return found;
  }
};

/** Calls a function with a server that uses a state folder. */
export async function withServer<Result>(
  folder: string,
  work: (server: TestServer) => Promise<Result>,
): Promise<Result> {
  const server = new TestServer(folder);
  await server.start();
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}
