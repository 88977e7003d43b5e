export const CI_OPTIONS = ["github", "gitlab", "both", "none"] as const;

/** The CI system of a project, as an argument. */
export type CiOption = (typeof CI_OPTIONS)[number];

/** The CI systems of a project, which are folders of the templates. */
export function ciSystems(option: CiOption): string[] {
  if (option === "none") return [];
  return option === "both" ? ["github", "gitlab"] : [option];
}
