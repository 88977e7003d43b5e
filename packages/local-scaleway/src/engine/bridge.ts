import { connect, createServer } from "node:net";

const LOOPBACK = "127.0.0.1";

interface Open {
  readonly close: () => void;
}

/** Listens on an address of this machine, until the returned function is called. */
export type Listen = (address: string) => Promise<Open>;

/** Lets instances reach servers of this machine, on the address of the instances' network. */
export class Bridge {
  private readonly opened = new Map<string, Promise<readonly Open[]>>();

  constructor(private readonly servers: readonly Listen[]) {}

  /** Listens on the address, once. An instance starts also if a server cannot listen there. */
  public async open(address: string): Promise<void> {
    let opened = this.opened.get(address);
    if (opened === undefined) this.opened.set(address, (opened = this.listen(address)));
    await opened;
  }

  public async close(): Promise<void> {
    for (const opened of this.opened.values()) for (const { close } of await opened) close();
  }

  private async listen(address: string): Promise<readonly Open[]> {
    const results = await Promise.allSettled(this.servers.map((listen) => listen(address)));
    return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  }
}

/** Passes connections on to the same port of 127.0.0.1. */
export function forwarder(port: number): Listen {
  return (address) =>
    new Promise((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true }, (socket) => {
        const target = connect({ port, host: LOOPBACK, allowHalfOpen: true });
        for (const [from, to] of [
          [socket, target],
          [target, socket],
        ] as const) {
          from.pipe(to);
          from.once("error", () => to.destroy());
          from.once("close", () => to.destroy());
        }
      });
      server.once("error", reject);
      server.unref().listen(port, address, () => {
        const close = () => {
          server.close();
        };
        resolve({ close });
      });
    });
}
