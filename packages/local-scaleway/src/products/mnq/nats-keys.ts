import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";

/** The kinds of keys of NATS, with the byte that makes the first letter of their public keys. */
const PREFIXES = { operator: 14 << 3, account: 0, user: 20 << 3 } as const;
const SEED_PREFIX = 18 << 3;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** A private key of Ed25519 in PKCS #8 before its 32 bytes. */
const PKCS8_HEADER = Buffer.from("302e020100300506032b657004220420", "hex");
const KEY_BYTES = 32;

/** A key pair of NATS. The operations of the API create keys synchronously, which no library does. */
export interface NatsKey {
  readonly publicKey: string;
  readonly seed: string;
}

export function createKey(kind: keyof typeof PREFIXES): NatsKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const prefix = PREFIXES[kind];
  const bytes = publicKey.export({ format: "der", type: "spki" }).subarray(-KEY_BYTES);
  const secret = privateKey.export({ format: "der", type: "pkcs8" }).subarray(-KEY_BYTES);
  // The prefix of a seed contains that of the public key in its last bits.
  const seedPrefix = [SEED_PREFIX | (prefix >> 5), (prefix & 31) << 3];
  return { publicKey: encode([prefix], bytes), seed: encode(seedPrefix, secret) };
}

/** A token of NATS with a signature of the issuer. Its time is real, because the NATS server compares it with its own. */
export function natsToken(name: string, subject: string, issuer: NatsKey, claims: object): string {
  const issued = { jti: subject, iat: nowSeconds(), iss: issuer.publicKey, name, sub: subject, nats: claims };
  const content = [{ typ: "JWT", alg: "ed25519-nkey" }, issued].map(base64).join(".");
  return `${content}.${sign(null, Buffer.from(content), privateKey(issuer.seed)).toString("base64url")}`;
}

/** The file of credentials, which clients of NATS read. */
export function credentialsFile(token: string, seed: string): string {
  const part = (title: string, text: string) => `-----BEGIN ${title}-----\n${text}\n------END ${title}------\n`;
  return `${part("NATS USER JWT", token)}\n${part("USER NKEY SEED", seed)}`;
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function privateKey(seed: string) {
  const bytes = decodeBase32(seed).subarray(2, 2 + KEY_BYTES);
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEADER, bytes]), format: "der", type: "pkcs8" });
}

function encode(prefix: readonly number[], key: Buffer): string {
  const content = Buffer.concat([Buffer.from(prefix), key]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(checksum(content));
  return encodeBase32(Buffer.concat([content, sum]));
}

/** CRC-16 in the variant of XMODEM. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = ((sum & 0x8000) === 0 ? sum << 1 : (sum << 1) ^ 0x1021) & 0xffff;
  }
  return sum;
}

function encodeBase32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((group) => LETTERS[parseInt(group.padEnd(5, "0"), 2)]).join("");
}

function decodeBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((group) => parseInt(group, 2)));
}
