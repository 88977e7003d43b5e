import { ValidationError, type ValidationIssue } from "../base/errors";
import { partsOf } from "../base/image-reference";
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

function onlyMatch(name: string, matches: readonly string[]): string {
  const [match = "", ...others] = matches;
  if (others.length === 0) return match;
  return refuse("ambiguous-name", `${show(name)} matches ${listed(matches)}. Pass the full name.`);
}

/** @throws ValidationError with one issue */
export function refuse(code: ValidationIssue["code"], message: string): never {
  throw new ValidationError("lock", [{ code, path: "", message }]);
}
