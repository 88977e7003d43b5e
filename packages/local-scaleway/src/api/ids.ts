import { createHash, randomBytes, randomUUID } from "node:crypto";
import { argon2id } from "@noble/hashes/argon2";

export const newId = randomUUID;

/** A key that nobody mistakes for a real one: the first is `SCWXXXXXXXXXXXXXXXXX`. */
export function accessKey(number: number): string {
  return `SCW${String(number === 0 ? "" : number).padStart(17, "X")}`;
}

/** A text of letters and digits, for example the access key of a queue. */
export function randomText(length: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join("");
}

export function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

/** The lowest cost that the algorithm allows: the hash protects nothing here, it is only compared by the provider. */
const COST = { m: 64, t: 1, p: 1 } as const;

/** The hash that the API sends in place of a secret. The provider verifies it with argon2id. */
export function secretHash(secret: string): string {
  const salt = randomBytes(16);
  const hash = argon2id(secret, salt, { ...COST, dkLen: 32 });
  return `$argon2id$v=19$m=${COST.m},t=${COST.t},p=${COST.p}$${base64(salt)}$${base64(hash)}`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
