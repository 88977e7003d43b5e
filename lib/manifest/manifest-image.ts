import { Token } from "cdktf";
import { ContainerImage, type ImageParts } from "../images/container-image";
import { lockedIn } from "../images/locked-image";
import { lockCommandLine, readLock } from "../images/lock-file";
import { addWarning } from "../terraform/warnings";

/** The image of a manifest. Without a registrySha256 its digest is the lock's, where there is one. */
export function manifestImage(parts: ImageParts, lockFile: string): ContainerImage {
  const image = ContainerImage.fromParts(parts);
  return {
    bind(scope) {
      const bound = image.bind(scope);
      if (bound.registrySha256 !== undefined || Token.isUnresolved(bound.image)) return bound;
      const locked = lockedIn(scope, lockFile, bound.image);
      if (locked === undefined && readLock(lockFile) !== undefined) {
        addWarning(
          scope,
          "image-not-locked",
          `${bound.image} is not in ${lockFile}, and a push under its tag would not be deployed; run ${lockCommandLine(lockFile)}, for manifests alone with --manifests and their path`,
        );
      }
      return locked ?? bound;
    },
  };
}
