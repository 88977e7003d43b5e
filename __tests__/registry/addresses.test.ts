import { depthOfAddress, depthOfHost } from "../../lib/registry/addresses";

test.each([
  [0, ["1.1.1.1", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0"]],
  [0, ["2606:4700::1111", "64:ff9b::1.1.1.1", "::ffff:1.1.1.1", "fbff::1"]],
  [1, ["10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255", "100.64.0.0"]],
  [
    1,
    ["100.127.255.255", "224.0.0.1", "255.255.255.255", "198.19.255.255", "fc00::1", "fdff::1", "fec0::1", "ff02::1"],
  ],
  [
    1,
    ["::ffff:10.0.0.1", "::ffff:a00:1", "64:ff9b::10.0.0.1", "::10.0.0.1", "2002:a00:1::", "2001::1", "64:ff9b:1::1"],
  ],
  [2, ["127.0.0.0", "127.0.0.1", "127.255.255.255", "0.0.0.0", "::", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]],
  [3, ["169.254.0.0", "169.254.169.254", "169.254.42.42", "169.254.255.255", "::ffff:169.254.169.254", "fe80::1"]],
  [3, ["fe80::1%eth0", "febf::1", "fd00:ec2::254", "fd00:42::42", "100.100.100.200"]],
])("depth %d contains %j", (depth, addresses) => {
  expect(addresses.map((address) => [address, depthOfAddress(address)])).toEqual(
    addresses.map((address) => [address, depth]),
  );
});

test.each([
  ["https://2130706433/", 2],
  ["https://0x7f.1/", 2],
  ["https://0177.0.0.1/", 2],
  ["https://127.1/", 2],
  ["https://127.0.0.1./", 2],
  ["https://[::ffff:127.0.0.1]/", 2],
  ["https://[::1]/", 2],
  ["https://LOCALHOST/", 2],
  ["https://localhost./", 2],
  ["https://registry.localhost/", 2],
  ["https://2852039166/", 3],
  ["https://①②⑦.0.0.1/", 2],
  ["https://ghcr.io/", undefined],
  ["https://notlocalhost/", undefined],
])("the depth of %s does not depend on its notation", (url, depth) => {
  expect(depthOfHost(new URL(url).hostname)).toBe(depth);
});
