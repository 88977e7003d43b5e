import { LARGE_IMAGE_MIB, MEMORY_FOR_IMAGE } from "../facts/image-facts";
import { BYTES_PER_MB } from "../facts/limits";
import type { ImageLock } from "../images/lock-file";
import type { ImageUse } from "./used-images";

const BYTES_PER_MIB = 2 ** 20;

/** Warnings about locked images and the containers that run them. */
export function imageWarnings(lock: ImageLock, references: readonly string[], uses: readonly ImageUse[]): string[] {
  return [
    ...references.flatMap((reference) => {
      const { compressedSizeBytes = 0 } = lock[reference] ?? {};
      if (compressedSizeBytes <= LARGE_IMAGE_MIB * BYTES_PER_MIB) return [];
      const sizeMib = Math.ceil(compressedSizeBytes / BYTES_PER_MIB);
      return `${reference} has ${sizeMib} MiB compressed, more than ${LARGE_IMAGE_MIB} MiB. It starts slowly, and Scaleway accepts at most 1 GiB uncompressed.`;
    }),
    ...uses.flatMap((use) => memoryWarning(use, lock)),
    ...uses.flatMap(({ isFromLock, reference, container }) =>
      isFromLock || lock[reference] === undefined
        ? []
        : `${container} runs ${reference} without its locked digest. Use ContainerImage.fromLock, so that a new digest triggers a redeployment.`,
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
    `${container} has ${memoryLimitMb} MB of memory for a ${Math.ceil(sizeMb)} MB image. ${memoryMb} MB is recommended.`,
  ];
}
