import { Command, Option } from "commander";
import { ValidationError, inOneLine } from "../../base/errors";
import { BUILD_TOOLS, DEFAULT_LOCK_FILE, type BuildTool } from "../../facts/limits";
import { EXIT, tellLine, type Io } from "../io";
import type * as LockBuilt from "../../lock/built-images";
import type * as LockHistory from "../../lock/rollback";
import type * as LockUsed from "../../lock/lock-images";

export interface LockOptions {
  readonly check?: boolean;
  readonly update?: boolean;
  readonly from?: BuildTool;
  readonly history?: string;
  readonly rollback?: string;
  readonly prune?: boolean;
  readonly app?: string;
  readonly manifests?: readonly string[];
  readonly lockFile: string;
}

const MODES = ["check", "update", "from", "history", "rollback"] as const;

const EXAMPLES = `
Exit codes: 0 done or current, 1 failed or not current, 2 wrong input or arguments.

Examples:
  scw-containers lock                                  # what cdktf.json's program uses, and is not locked yet
  scw-containers lock --manifests manifests
  scw-containers lock --check                          # in CI: has a tag moved?
  scw-containers lock --update rg.fr-par.scw.cloud/my-registry/order-api:main
  scw-containers lock --from buildx metadata.json
  scw-containers lock --history order-api
  scw-containers lock --rollback order-api 4f2a91c07d3e
`;

export function lockCommand(io: Io, exit: (code: number) => void): Command {
  const mode = (flags: string, description: string) => {
    const option = new Option(flags, description);
    return option.conflicts(MODES.filter((other) => other !== option.attributeName()));
  };
  return new Command("lock")
    .description("write down the digest of each image, which deploys and reviews then go by")
    .argument("[image...]", "as registry/name:tag (default: those that the program or the manifests use)")
    .addOption(mode("--check", "fail when a tag has moved, or an image is not locked"))
    .addOption(mode("--update", "take the digests that the tags have now"))
    .addOption(
      mode("--from <tool>", "take the digests that a build wrote into the file that follows").choices(BUILD_TOOLS),
    )
    .addOption(mode("--history <name>", "list the digests that an image has had in git"))
    .addOption(mode("--rollback <name>", "take an earlier digest again: the one that follows, or the one before"))
    .option("--prune", "take out what is not used any more")
    .option("--app <command>", "the CDKTF program whose images are meant (default: app in cdktf.json)")
    .option("--manifests <path...>", "the manifests whose images are meant")
    .option("--lock-file <file>", "where the lock is", DEFAULT_LOCK_FILE)
    .addHelpText("after", EXAMPLES)
    .action(async (images: string[], options: LockOptions) => {
      exit(await lock(images, options, io));
    });
}

async function lock(given: readonly string[], options: LockOptions, io: Io): Promise<number> {
  // Only now, so that help comes at once.
  const { lockBuilt } = require("../../lock/built-images") as typeof LockBuilt;
  const { lockUsed } = require("../../lock/lock-images") as typeof LockUsed;
  const { listHistory, rollBack } = require("../../lock/rollback") as typeof LockHistory;
  try {
    const { from, history, rollback, lockFile } = options;
    refuseIgnored(given, options);
    if (from !== undefined) return lockBuilt(from, given, lockFile, io);
    if (history !== undefined) return listHistory(history, lockFile, io);
    if (rollback !== undefined) return await rollBack(rollback, given, lockFile, io);
    return await lockUsed(given, options, io);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    for (const issue of error.issues) tellLine("error", inOneLine(issue), io);
    return EXIT.badInput;
  }
}

/** What nobody would read is a mistake. */
function refuseIgnored(given: readonly string[], options: LockOptions): void {
  const mode = (["from", "history", "rollback"] as const).find((name) => options[name] !== undefined);
  if (mode === undefined) return;
  const unread = (["prune", "app", "manifests"] as const).filter((name) => options[name] !== undefined);
  const ignored = [...unread.map((name) => `--${name}`), ...(mode === "history" ? given : [])];
  if (ignored.length === 0) return;
  throw new ValidationError("lock", [{ path: `--${mode}`, message: `takes no ${ignored.join(" ")}; leave it out` }]);
}
