/** The types of DNS records that the provider accepts, without those that require more than data. */
export const RECORD_TYPES = [
  "A",
  "AAAA",
  "ALIAS",
  "CAA",
  "CNAME",
  "DNAME",
  "MX",
  "NS",
  "PTR",
  "SRV",
  "TLSA",
  "TXT",
] as const;
