/** Hosts that look like Scaleway's registry and must not get the secret key. The last one may be a region in the future. */
export const LOOK_ALIKE_REGISTRIES = [
  "rg.evil.scw.cloud",
  "rg.fr-par.scw.cloud.evil.com",
  "rg.fr-par-x.scw.cloud",
  "rg.xx-yyy.scw.cloud",
];
