import { BlockList, isIP } from "node:net";

/**
 * How far inside a network an address is: 0 anywhere on the internet, 1 in a private network, 2 on this machine,
 * 3 where clouds keep the credentials of a machine. A server may name others that are no further inside than itself.
 */
export type Depth = 0 | 1 | 2 | 3;

// IANA's registries of special-purpose addresses.
const PRIVATE = [
  ...["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ...["224.0.0.0/4", "240.0.0.0/4", "fc00::/7", "fec0::/10", "ff00::/8"],
  // Ways of IPv6 to IPv4 addresses that nothing public uses any more, and one of networks of their own.
  ...["2001::/32", "2002::/16", "64:ff9b:1::/48"],
];
const LOOPBACK = ["0.0.0.0/8", "127.0.0.0/8", "::/127"];
// The metadata services of AWS, Scaleway and Alibaba have addresses of their own as well.
const LINK_LOCAL = ["169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "fd00:42::42/128", "100.100.100.200/32"];
const DEPTHS = ([LINK_LOCAL, LOOPBACK, PRIVATE] as const).map(blockList);

export function depthOfAddress(scoped: string): Depth {
  const address = scoped.replace(/%.*$/, "");
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  const found = DEPTHS.findIndex((list) => list.check(address, family));
  return found === -1 ? 0 : ((DEPTHS.length - found) as Depth);
}

/** Of the host of a URL, which has decimal and octal forms of addresses in the usual one; undefined for a name. */
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
      // IPv4 inside of IPv6: translated by a gateway, and the form that is out of use.
      for (const prefixed of ["64:ff9b::", "::"]) list.addSubnet(`${prefixed}${address}`, 96 + bits, "ipv6");
    }
  }
  return list;
}
