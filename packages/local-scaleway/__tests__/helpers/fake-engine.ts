import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DeploymentError, type Engine, type Exit, type Instance, type InstanceSettings } from "../../src/engine/engine";

/** What the instances of an image do. */
export interface Program {
  readonly listener?: RequestListener;
  /** The program never listens. */
  readonly isDeaf?: boolean;
  /** The program ends at once. */
  readonly exit?: Exit;
  /** The program ends at once as this user. */
  readonly endsAsUser?: string;
  /** The program goes on after SIGTERM. */
  readonly ignoresStop?: boolean;
  /** The engine cannot start the image any more. */
  readonly isGone?: boolean;
  /** The image cannot be used. */
  readonly missing?: string;
}

/** An instance that a test can end. */
export interface FakeInstance extends Instance {
  readonly settings: InstanceSettings;
  readonly isStopped: () => boolean;
  end(exit: Exit): void;
}

/** An engine whose instances are servers of the test. */
export class FakeEngine implements Engine {
  public readonly name = "fake";
  public readonly host = { name: "host.example" };
  public readonly started: FakeInstance[] = [];
  public readonly programs = new Map<string, Program>();
  /** The use of all instances together. */
  public usageMilliCpu = 0;
  public removals = 0;
  public prepared = 0;
  /** Programs end at a stop when this resolves. */
  public stopGate: Promise<void> | undefined;

  public get running(): FakeInstance[] {
    return this.started.filter((instance) => !instance.isStopped());
  }

  public prepare(image: string): Promise<string> {
    this.prepared++;
    const { missing } = this.programOf(image);
    return missing === undefined ? Promise.resolve(image) : Promise.reject(new DeploymentError(missing));
  }

  public async start(settings: InstanceSettings): Promise<Instance> {
    const { listener, isDeaf, exit, endsAsUser, ignoresStop, isGone } = this.programOf(settings.image);
    if (isGone === true) throw new DeploymentError("there is no such image");
    const server = createServer(listener ?? ((_, response) => response.end(settings.image)));
    const port = await listenOnce(server);
    if (isDeaf === true) server.close();
    let isStopped = false;
    let resolveExit: (exit: Exit) => void = () => undefined;
    const exited = new Promise<Exit>((resolve) => (resolveExit = resolve));
    const end = (result: Exit) => {
      isStopped = true;
      server.close();
      server.closeAllConnections();
      resolveExit(result);
    };
    const instance: FakeInstance = {
      id: String(this.started.length),
      host: "127.0.0.1",
      port,
      exited,
      settings,
      isStopped: () => isStopped,
      usage: () => Promise.resolve({ milliCpu: this.usageMilliCpu / this.running.length, memoryBytes: 0 }),
      stop: async () => {
        if (this.stopGate !== undefined) await this.stopGate;
        if (ignoresStop === true) await exited;
        else end({ code: 143, isOutOfMemory: false });
      },
      end,
    };
    this.started.push(instance);
    if (exit !== undefined) end(exit);
    if (endsAsUser !== undefined && settings.user === endsAsUser) end({ code: 1, isOutOfMemory: false });
    return instance;
  }

  public removeAll(): Promise<void> {
    this.removals++;
    for (const instance of this.running) instance.end({ code: 137, isOutOfMemory: false });
    return Promise.resolve();
  }

  private programOf(image: string): Program {
    return this.programs.get(image) ?? {};
  }
}

async function listenOnce(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
