import type { Services } from "../api/context";
import { TABLES, containers } from "../products/container/records";
import { isServed } from "./hosts";
import type { Listener } from "./listener";

/** The port of a container, which it keeps after a restart. */
interface PortRecord {
  readonly id: string;
  readonly port: number;
}

interface OpenPort {
  readonly port: number;
  readonly close: () => void;
  readonly isOpenToInstances?: boolean;
}

/** A port for each container. */
export class Ports {
  private readonly open = new Map<string, OpenPort>();
  /** The address of the instances' network, by which they reach the ports too. */
  private instanceAddress: string | undefined;
  private readonly containerIds = new Map<number, string>();
  private isRunning = false;
  private isStale = false;

  constructor(
    private readonly services: Services,
    private readonly listener: Pick<Listener, "listenAlso">,
  ) {
    services.store.onChange([TABLES.containers], () => void this.update());
  }

  /** The ID of the container with the port. */
  public containerAt(port: number | undefined): string | undefined {
    return port === undefined ? undefined : this.containerIds.get(port);
  }

  /** The port of a container; undefined until it is open. */
  public portOf(containerId: string): number | undefined {
    return this.open.get(containerId)?.port;
  }

  /** Opens all ports also on the address of the instances' network. */
  public async openTo(address: string): Promise<void> {
    this.instanceAddress = address;
    await this.update();
  }

  /** Opens the ports of new containers, and closes those of deleted ones. */
  public async update(): Promise<void> {
    this.isStale = true;
    if (this.isRunning) return;
    this.isRunning = true;
    while (this.isStale) {
      this.isStale = false;
      this.closeUnused();
      await this.openMissing();
      await this.openMissingToInstances();
      this.record();
    }
    this.isRunning = false;
  }

  private served(): string[] {
    return containers(this.services)
      .all()
      .filter(isServed)
      .map(({ id }) => id);
  }

  private closeUnused(): void {
    const served = new Set(this.served());
    for (const [id, { port, close }] of this.open) {
      if (served.has(id)) continue;
      close();
      this.open.delete(id);
      this.containerIds.delete(port);
    }
  }

  private async openMissing(): Promise<void> {
    for (const id of this.served()) {
      if (this.open.has(id)) continue;
      const opened = await this.listen(this.table().get(id)?.port ?? 0);
      if (opened === undefined) continue;
      this.open.set(id, opened);
      this.containerIds.set(opened.port, id);
    }
  }

  private async openMissingToInstances(): Promise<void> {
    const { instanceAddress: address } = this;
    if (address === undefined) return;
    for (const [id, opened] of this.open) {
      if (opened.isOpenToInstances) continue;
      // For example a program that uses the port on this address. The container has its other hosts.
      const other = await this.listener.listenAlso(opened.port, address).catch(() => undefined);
      const close = () => {
        opened.close();
        other?.close();
      };
      if (this.open.get(id) === opened) this.open.set(id, { port: opened.port, close, isOpenToInstances: true });
      else other?.close();
    }
  }

  /** Listens on the port, or on a free one if it is taken. Without one, the container still has its hosts. */
  private async listen(port: number): Promise<OpenPort | undefined> {
    try {
      return await this.listener.listenAlso(port);
    } catch {
      return port === 0 ? undefined : this.listen(0);
    }
  }

  private record(): void {
    const served = new Set(this.served());
    const stored = new Set(
      containers(this.services)
        .all()
        .map(({ id }) => id),
    );
    try {
      this.services.store.transaction(() => {
        for (const { id } of this.table().all()) if (!stored.has(id)) this.table().delete(id);
        for (const [id, { port }] of this.open) {
          if (served.has(id) && this.table().get(id)?.port !== port) this.table().put(id, { id, port });
        }
      });
    } catch {
      // For example a full disk: the ports may be others after a restart.
    }
  }

  private table() {
    return this.services.store.table<PortRecord>("local.ports");
  }
}
