import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_FOLDER } from "../base/package";
import { ciSystems } from "./ci-systems";
import type { ProjectOptions } from "./project";
import { projectName } from "./project-name";
import { withValues } from "./template-values";

/**
 * The commands that create what a project and its CI need at Scaleway, GitHub and GitLab. A failed command ends the script
 * and not the terminal.
 * @throws ValidationError if the name is invalid
 */
export function setupCommands(directory: string, options: ProjectOptions): string {
  const values = { name: projectName(directory, options.name), region: options.region };
  const systems = ciSystems(options.ci);
  // The plan of a GitHub account can reject the protection: nothing exists at Scaleway then.
  const repository = systems.includes("github") ? ["github-repository"] : [];
  const parts = ["start", ...repository, "scaleway", ...systems, "end"].map((part) =>
    withValues(readFileSync(join(PACKAGE_FOLDER, `templates/setup/${part}.sh`), "utf8"), values),
  );
  return `bash <(cat <<'SETUP'\n${parts.join("\n")}SETUP\n)\n`;
}
