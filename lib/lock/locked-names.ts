import { ValidationError, type ValidationIssue } from "../base/errors";
import { DOCKER_HUB, fullReference, isSameImage, partsOf, splitRegistry } from "../base/image-reference";
import { listed, show } from "../base/show";
import type { ImageLock } from "../images/lock-file";

/** The one reference of the lock that a name matches. */
export function referenceNamed(name: string, lock: ImageLock): string {
  return onlyMatch(name, referencesNamed(name, lock));
}

/** The repository of the references that a name matches, for example `rg.fr-par.scw.cloud/my-registry/order-api`. */
export function repositoryNamed(name: string, lock: ImageLock): string {
  const repositories = referencesNamed(name, lock).map((reference) => partsOf(reference).name ?? reference);
  return onlyMatch(name, [...new Set(repositories)]);
}

/** The references that a name matches: as a whole, without their tag, or with the last part of their path. */
function referencesNamed(name: string, lock: ImageLock): string[] {
  const references = Object.keys(lock);
  const isWhole = (reference: string) => reference === name;
  const isRepository = (reference: string) => partsOf(reference).name === name;
  const isLastPart = (reference: string) => partsOf(reference).name?.endsWith(`/${name}`) === true;
  for (const matches of [isWhole, isRepository, isLastPart]) {
    const matching = references.filter(matches);
    if (matching.length > 0) return matching;
  }
  const choices = references.length === 0 ? "The lock file has no images." : `Pass one of ${listed(references)}.`;
  return refuse("unknown-image", `${show(name)} is not in the lock file. ${choices}`);
}

/**
 * The issues of references without a registry, such as `api`, that Docker reads as images on Docker Hub, while the lock has such
 * a name in another registry.
 */
export function shortNameIssues(references: readonly string[], lock: ImageLock): ValidationIssue[] {
  const locked = Object.keys(lock);
  return references.flatMap((reference): ValidationIssue[] => {
    const { name = "", tag } = partsOf(reference);
    const isOnHub = splitRegistry(name).registry === DOCKER_HUB && !/^(index\.)?docker\.io\//.test(name);
    if (!isOnHub || locked.some((each) => isSameImage(each, reference))) return [];
    const names = locked.filter((each) => partsOf(each).name?.endsWith(`/${name}`) === true);
    // The lock may have another tag of the image that is meant.
    const matches = tag === undefined ? names : names.map((each) => `${partsOf(each).name}:${tag}`);
    if (matches.length === 0) return [];
    const choices = listed([...new Set([...matches, fullReference(reference)])]);
    const message = `${show(reference)} is the name of a locked image and of an image on Docker Hub. Pass one of ${choices}.`;
    return [{ code: "ambiguous-name", path: "", message }];
  });
}

function onlyMatch(name: string, matches: readonly string[]): string {
  const [match = "", ...others] = matches;
  if (others.length === 0) return match;
  return refuse("ambiguous-name", `${show(name)} matches ${listed(matches)}. Pass the full name.`);
}

/** @throws ValidationError with one issue */
export function refuse(code: ValidationIssue["code"], message: string): never {
  throw new ValidationError("lock", [{ code, path: "", message }]);
}
