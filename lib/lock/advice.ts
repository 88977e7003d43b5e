import { BYTES_PER_MB, LARGE_IMAGE_MIB, MEMORY_FOR_IMAGE } from "../facts/limits";
import type { ImageLock } from "../images/lock-file";
import type { ImageUse } from "./used-images";

const MIB = 2 ** 20;

/** What is legal and doubtful of locked images, and of the containers that run them. */
export function imageWarnings(lock: ImageLock, references: readonly string[], uses: readonly ImageUse[]): string[] {
  return [
    ...references.flatMap((reference) => {
      const { compressedSizeBytes = 0 } = lock[reference] ?? {};
      if (compressedSizeBytes <= LARGE_IMAGE_MIB * MIB) return [];
      return `${reference} has ${Math.ceil(compressedSizeBytes / MIB)} MiB compressed, more than ${LARGE_IMAGE_MIB}: it starts slowly, and Scaleway takes 1 GiB uncompressed`;
    }),
    ...uses.flatMap((use) => memoryWarning(use, lock)),
    ...uses.flatMap(({ isFromLock, reference, container }) =>
      isFromLock || lock[reference] === undefined
        ? []
        : `${container} runs ${reference} without the lock's digest; use ContainerImage.fromLock, so that a new one redeploys it`,
    ),
  ];
}

function memoryWarning({ reference, container, memoryLimitMb }: ImageUse, lock: ImageLock): string[] {
  const { compressedSizeBytes } = lock[reference] ?? {};
  if (compressedSizeBytes === undefined || memoryLimitMb === undefined) return [];
  const sizeMb = compressedSizeBytes / BYTES_PER_MB;
  const { memoryMb = 0 } = MEMORY_FOR_IMAGE.find(({ belowMb }) => sizeMb < belowMb) ?? {};
  if (memoryLimitMb >= memoryMb) return [];
  return [
    `${container} has ${memoryLimitMb} MB of memory, and its image has ${Math.ceil(sizeMb)} MB; ${memoryMb} MB go with that`,
  ];
}
