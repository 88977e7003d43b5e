import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const MAX_CLIENT_BYTES = 100_000;

/** The server's side of a connection that sends texts. What the client sends is ignored, other than pings and its end. */
export class WebSocketSender {
  private received: Buffer = Buffer.alloc(0);

  private constructor(private readonly socket: Duplex) {
    socket.on("data", (data: Buffer) => {
      this.receive(data);
    });
    // The client has gone.
    socket.on("error", () => socket.destroy());
    socket.on("end", () => socket.destroy());
  }

  /** Accepts the upgrade; undefined, and the connection ends, if the request is not one of a websocket. */
  public static accept({ headers }: IncomingMessage, socket: Duplex): WebSocketSender | undefined {
    const key = headers["sec-websocket-key"];
    if (headers.upgrade?.toLowerCase() !== "websocket" || key === undefined) {
      refuse(socket, "400 Bad Request", "not a websocket");
      return undefined;
    }
    const accept = createHash("sha1").update(`${key}${GUID}`).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    return new WebSocketSender(socket);
  }

  /** Whether the client has not yet read what was sent. */
  public get isBehind(): boolean {
    return this.socket.writableNeedDrain;
  }

  public send(text: string): void {
    this.write(TEXT, Buffer.from(text));
  }

  public onDrain(listener: () => void): void {
    this.socket.on("drain", listener);
  }

  public onClose(listener: () => void): void {
    this.socket.once("close", listener);
  }

  public close(): void {
    this.write(CLOSE, Buffer.alloc(0));
    this.socket.end(() => this.socket.destroy());
  }

  public destroy(): void {
    this.socket.destroy();
  }

  private write(opcode: number, payload: Buffer): void {
    if (!this.socket.writable) return;
    this.socket.write(Buffer.concat([header(opcode, payload.length), payload]));
  }

  private receive(data: Buffer): void {
    this.received = Buffer.concat([this.received, data]);
    if (this.received.length > MAX_CLIENT_BYTES) this.socket.destroy();
    for (let frame = readFrame(this.received); frame !== undefined; frame = readFrame(this.received)) {
      this.received = this.received.subarray(frame.size);
      if (frame.opcode === PING) this.write(PONG, frame.payload);
      if (frame.opcode === CLOSE) this.close();
    }
  }
}

/** Answers an upgrade with an error. */
export function refuse(socket: Duplex, status: string, text: string): void {
  socket.on("error", () => socket.destroy());
  const head = `HTTP/1.1 ${status}\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close`;
  socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function header(opcode: number, length: number): Buffer {
  const first = 0x80 | opcode;
  if (length < 126) return Buffer.from([first, length]);
  const buffer = Buffer.alloc(length < 65_536 ? 4 : 10);
  buffer[0] = first;
  buffer[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) buffer.writeUInt16BE(length, 2);
  else buffer.writeBigUInt64BE(BigInt(length), 2);
  return buffer;
}

/** The first frame of what a client has sent; undefined if it is not whole. Control frames are short. */
function readFrame(
  data: Buffer,
): { readonly opcode: number; readonly payload: Buffer; readonly size: number } | undefined {
  if (data.length < 2) return undefined;
  const [first = 0, second = 0] = data;
  const short = second & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (data.length < start) return undefined;
  const length = short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short;
  const maskSize = second & 0x80 ? 4 : 0;
  const size = start + maskSize + length;
  if (data.length < size) return undefined;
  const mask = data.subarray(start, start + maskSize);
  const payload = data.subarray(start + maskSize, size).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return { opcode: first & 0x0f, payload: Buffer.from(payload), size };
}
