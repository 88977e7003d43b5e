import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import type { OutputLine } from "../../src/engine/engine";
import { buildNodeImage, describeWithEngine, docker, engineOf, QUICK, SETTINGS } from "../helpers/engine";
import { until } from "../helpers/until";
import { findEndpoints } from "../../src/engine/endpoints";

/** A socket in front of the engine, which a test closes. */
class EngineSocket {
  public readonly path = join(temporaryFolder("engine"), "engine.sock");
  private readonly sockets = new Set<Socket>();
  private server = createServer();

  public async open(): Promise<void> {
    const [endpoint] = findEndpoints(process.env).endpoints;
    this.server = createServer((client) => {
      const engine = connect(
        endpoint !== undefined && "socketPath" in endpoint ? { path: endpoint.socketPath } : endpoint!,
      );
      client.pipe(engine).pipe(client);
      for (const socket of [client, engine]) {
        this.sockets.add(socket);
        socket.on("error", () => undefined).once("close", () => this.sockets.delete(socket));
      }
    });
    await new Promise<void>((resolve) => this.server.listen(this.path, resolve));
  }

  public close(): Promise<void> {
    const closed = new Promise<void>((resolve) =>
      this.server.close(() => {
        resolve();
      }),
    );
    for (const socket of this.sockets) socket.destroy();
    return closed;
  }
}

describeWithEngine("when the engine has gone and comes back", () => {
  const socket = new EngineSocket();
  const owner = `test-${process.pid}-lost`;
  const start = async (program: string) => {
    const lines: OutputLine[] = [];
    const environment = { DOCKER_HOST: `unix://${socket.path}` };
    const engine = await engineOf(owner, { environment, times: QUICK });
    const onLine = (line: OutputLine) => lines.push(line);
    const instance = await engine.start({ ...SETTINGS, args: ["-e", program], onLine });
    await until(() => lines.length > 0);
    return { instance, lines };
  };
  beforeAll(() => buildNodeImage(), 60_000);
  beforeEach(() => socket.open());
  afterEach(async () => {
    await socket.close();
    await (await engineOf(owner)).removeAll();
  });

  test("an instance that was removed meanwhile has ended", async () => {
    const { instance } = await start("console.log('ready'); setInterval(() => 0, 1000)");
    await socket.close();
    await (await docker()).getContainer(instance.id).remove({ force: true });
    await socket.open();
    expect(await instance.exited).toMatchObject({ code: 137 });
  }, 20_000);

  test("the output and the end of a running instance are read", async () => {
    const program = "process.on('SIGHUP', () => { console.log('hup'); process.exitCode = 3; clearInterval(timer) })";
    const { instance, lines } = await start(`${program}; const timer = setInterval(() => console.log('tick'), 100)`);
    await socket.close();
    await socket.open();
    const before = lines.length;
    await until(() => lines.length > before);
    await (await docker()).getContainer(instance.id).kill({ signal: "SIGHUP" });
    expect(await instance.exited).toEqual({ code: 3, isOutOfMemory: false });
    expect(lines.at(-1)?.text).toBe("hup");
  }, 20_000);
});
