import { Command, Option } from "commander";
import { BUILD_TOOLS, DEFAULT_LOCK_FILE, type BuildTool } from "../../facts/image-facts";

export interface LockOptions {
  readonly check?: boolean;
  readonly update?: boolean;
  readonly from?: BuildTool;
  readonly history?: string;
  readonly rollback?: string;
  readonly prune?: boolean;
  readonly app?: string;
  readonly manifests?: readonly string[];
  readonly lockFile?: string;
}

const MODES = ["check", "update", "from", "history", "rollback"];
/** Options that choose the images to lock. */
const SELECTIONS = ["prune", "app", "manifests"];

const DETAILS = `
Exit codes: 0 success or up to date, 1 failure or not up to date, 2 invalid input or arguments.

Examples:
  scw-containers lock                                  # locks new images of the program in cdktf.json
  scw-containers lock --manifests manifests
  scw-containers lock --check                          # in CI: fails if a tag has moved
  scw-containers lock --update rg.fr-par.scw.cloud/my-registry/order-api:main
  scw-containers lock --from buildx metadata.json
  scw-containers lock --history order-api
  scw-containers lock --rollback order-api 4f2a91c07d3e
`;

export function lockArguments(action: (references: string[], options: LockOptions) => Promise<void>): Command {
  const mode = (flags: string, description: string, conflicts: readonly string[] = []) => {
    const option = new Option(flags, description);
    return option.conflicts([...MODES.filter((other) => other !== option.attributeName()), ...conflicts]);
  };
  return new Command("lock")
    .description("record the digest of each image, so that deployments and reviews use exactly that image")
    .argument("[image...]", "references, for example registry/name:tag (default: the images in use)")
    .addOption(mode("--check", "fail if a tag has moved or an image is not locked", ["prune"]))
    .addOption(mode("--update", "update the lock file to the current digests of the tags"))
    .addOption(
      mode(
        "--from <tool>",
        "lock the digests in the metadata file of a build, which is passed as argument",
        SELECTIONS,
      ).choices(BUILD_TOOLS),
    )
    .addOption(mode("--history <name>", "list the digests of an image in the git history of the lock file", SELECTIONS))
    .addOption(
      mode(
        "--rollback <name>",
        "roll back to the previous digest, or to the digest that is passed as argument",
        SELECTIONS,
      ),
    )
    .option("--prune", "remove images that are no longer used")
    .option("--app <command>", "the CDKTF program that uses the images (default: app in cdktf.json)")
    .option("--manifests <path...>", "the manifests that use the images")
    .option("--lock-file <file>", `the lock file (default: lockFile in scw-containers.yaml, else ${DEFAULT_LOCK_FILE})`)
    .addHelpText("after", DETAILS)
    .action(action);
}
