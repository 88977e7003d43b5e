import { Token } from "cdktf";
import { ContainerImage, type ImageParts } from "../images/container-image";
import { lockCommandLine, readLock } from "../images/lock-file";
import { lockedIn } from "../images/locked-image";
import { addWarning } from "../terraform/warnings";

/** The image of a manifest. Without a registrySha256, its digest comes from the lock file, if there is one. */
export function manifestImage(parts: ImageParts, lockFile: string): ContainerImage {
  const unlocked = ContainerImage.fromParts(parts);
  return {
    bind(scope) {
      const resolved = unlocked.bind(scope);
      const { image, registrySha256 } = resolved;
      if (registrySha256 !== undefined || Token.isUnresolved(image)) return resolved;
      const locked = lockedIn(scope, lockFile, image);
      if (locked === undefined && readLock(lockFile) !== undefined) {
        const command = lockCommandLine(lockFile);
        addWarning(
          scope,
          "image-not-locked",
          `${image} is not in ${lockFile}, so a push of the same tag is not deployed. Run ${command}. For manifests only, add --manifests and their path.`,
        );
      }
      return locked ?? resolved;
    },
  };
}
