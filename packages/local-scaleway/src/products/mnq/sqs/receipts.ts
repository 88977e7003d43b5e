const HANDLE = /^([\da-f-]{36})\/[\da-f-]{36}$/;

/** The receipt handle of one delivery. It contains the ID of the message, so that it is valid after a restart, too. */
export function receiptHandle(messageId: string, nonce: string): string {
  return Buffer.from(`${messageId}/${nonce}`).toString("base64url");
}

/** The ID of the message; undefined if the text is not a receipt handle. */
export function messageIdOf(handle: string): string | undefined {
  return HANDLE.exec(Buffer.from(handle, "base64url").toString())?.[1];
}
