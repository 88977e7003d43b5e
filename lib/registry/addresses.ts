import { BlockList, isIP } from "node:net";

/**
 * The depth of an address inside a network: 0 on the internet, 1 in a private network, 2 on this machine, 3 where clouds serve the
 * credentials of a machine. A server may send its clients only to addresses that are not deeper than its own.
 */
export type Depth = 0 | 1 | 2 | 3;

// IANA's registries of special-purpose addresses.
const PRIVATE = [
  ...["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ...["224.0.0.0/4", "240.0.0.0/4", "fc00::/7", "fec0::/10", "ff00::/8"],
  // Teredo and 6to4, which no public server uses any more, and local-use IPv4/IPv6 translation.
  ...["2001::/32", "2002::/16", "64:ff9b:1::/48"],
];
const LOOPBACK = ["0.0.0.0/8", "127.0.0.0/8", "::/127"];
// AWS, Scaleway and Alibaba also have metadata services outside the link-local networks.
const LINK_LOCAL = ["169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "fd00:42::42/128", "100.100.100.200/32"];
/** The deepest networks come first: they overlap. */
const NETWORKS: readonly (readonly [Depth, BlockList])[] = [
  [3, blockList(LINK_LOCAL)],
  [2, blockList(LOOPBACK)],
  [1, blockList(PRIVATE)],
];

/** The depth of an IP address, with or without a zone. */
export function depthOfAddress(addressWithZone: string): Depth {
  const address = addressWithZone.replace(/%.*$/, "");
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  const network = NETWORKS.find(([, addresses]) => addresses.check(address, family));
  return network?.[0] ?? 0;
}

/** The depth of the host of a URL, which normalizes decimal and octal addresses; undefined for a name. */
export function depthOfHost(hostname: string): Depth | undefined {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (isIP(host) !== 0) return depthOfAddress(host);
  return /(^|\.)localhost$/.test(host) ? 2 : undefined;
}

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = "", prefix] = subnet.split("/");
    const bits = Number(prefix);
    if (isIP(address) === 6) list.addSubnet(address, bits, "ipv6");
    else {
      list.addSubnet(address, bits, "ipv4");
      // IPv4 addresses inside IPv6: NAT64, and the deprecated compatible form.
      for (const translation of ["64:ff9b::", "::"]) list.addSubnet(`${translation}${address}`, 96 + bits, "ipv6");
    }
  }
  return list;
}
