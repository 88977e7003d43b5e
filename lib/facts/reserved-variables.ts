/** The variables that the platform sets. Source: Scaleway's page on the configuration of container images, 2021. */
export const PLATFORM_VARIABLES: readonly string[] = [
  "PORT",
  "SCW_PUBLIC",
  "SCW_PUBLIC_KEY",
  "SCW_NAMESPACE_ID",
  "SCW_APPLICATION_ID",
];

/** The prefix that Scaleway's page on container limits reserves. Public projects deploy such names, so it is a warning. */
export const RESERVED_PREFIX = "SCW_";
