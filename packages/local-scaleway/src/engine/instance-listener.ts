import type { Server } from "node:http";
import { createServer, type Socket } from "node:net";

/**
 * Lets instances reach a server that listens on 127.0.0.1: it accepts connections on the address of the instances' network, and gives
 * them to the server. Their `socket.localAddress` is that address.
 */
export class InstanceListener {
  private readonly listener;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly server: Server) {
    this.listener = createServer((socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
      this.server.emit("connection", socket);
    });
  }

  /** Listens once the address exists; a later call tries again. */
  public async listen(address: string, port: number): Promise<void> {
    if (this.listener.listening) return;
    await new Promise<void>((resolve) => {
      // An instance starts also if the address cannot be used.
      this.listener.once("error", () => {
        resolve();
      });
      this.listener.listen(port, address, resolve);
    });
  }

  public close(): void {
    this.listener.close();
    for (const socket of this.sockets) socket.destroy();
  }
}
