import { connect, createServer, type Socket } from "node:net";

export interface Open {
  readonly close: () => void;
}

/** Listens on an address of this machine. */
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

/** A port of a host. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/**
 * Passes connections from an address of this machine on, until the returned function is called.
 * @throws Error if the address cannot be used
 */
export function forward(from: Endpoint, to: Endpoint): Promise<Open> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const target = connect({ ...to, allowHalfOpen: true });
      join(socket, target);
      join(target, socket);
    });
    server.once("error", reject);
    server.unref().listen(from.port, from.host, () => {
      const close = () => {
        server.close();
      };
      resolve({ close });
    });
  });
}

function join(from: Socket, to: Socket): void {
  from.pipe(to);
  from.once("error", () => to.destroy());
  from.once("close", () => to.destroy());
}
