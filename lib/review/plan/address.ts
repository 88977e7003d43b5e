const INSTANCE_KEY = /\[("[^"\\\]]*"|\d+)\]/g;

/** The address in the configuration: without the keys of instances, and without the mark of a deposed object. */
export function configuredAddress(address: string): string {
  if (!/[[(]/.test(address)) return address;
  const deposed = address.lastIndexOf(" (deposed ");
  return (deposed < 0 ? address : address.slice(0, deposed)).replaceAll(INSTANCE_KEY, "");
}

/** The keys of an instance of `count` or `for_each`, such as `["blue"]`; empty for a single resource. */
export function instanceKeys(address: string): string {
  return address.match(INSTANCE_KEY)?.join("") ?? "";
}
