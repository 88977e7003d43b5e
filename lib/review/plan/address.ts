/** The key of an instance: a number, or a text with escape sequences. */
const INSTANCE_KEY = /\[(?:"[^"\\]*(?:\\.[^"\\]*)*"|\d+)\]/g;
/** The mark of a deposed object, which a replacement left behind. A key may contain the same words. */
const DEPOSED = / \(deposed [^()"]*\)$/;

/** The address in the configuration: without the keys of instances, and without the mark of a deposed object. */
export function configuredAddress(address: string): string {
  if (!/[[(]/.test(address)) return address;
  return address.replace(DEPOSED, "").replaceAll(INSTANCE_KEY, "");
}

/** Whether an address has the mark of a deposed object. */
export function isDeposed(address: string): boolean {
  return DEPOSED.test(address);
}

/** The keys of an instance of `count` or `for_each`, such as `["blue"]`; empty for a single resource. */
export function instanceKeys(address: string): string {
  return address.match(INSTANCE_KEY)?.join("") ?? "";
}
