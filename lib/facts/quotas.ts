/**
 * The memory quota of an organization in GB, for all its containers at their largest scale. Source: Scaleway's page on the limits
 * of containers, 2026.
 */
export const MEMORY_QUOTA_GB = 600;

/**
 * The quota of namespaces in a project, and the number above which an app should share namespaces. Source: Scaleway's page on
 * the limits of containers, 2026-11.
 */
export const NAMESPACE_QUOTA = { max: 100, infoAbove: 80 } as const;
