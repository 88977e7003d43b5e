import { partsOf, repositoryOf } from "../../base/image-reference";

/** Whether an image is from one of some registries, namespaces in registries, or repositories. */
export function isFrom(image: string, sources: readonly string[]): boolean {
  // A text that is not a reference is in no registry, whatever it starts with.
  if (partsOf(image).name === undefined) return false;
  const repository = `${repositoryOf(image)}/`;
  return sources.flatMap(repositoryPrefixes).some((prefix) => repository.startsWith(prefix));
}

/** The starts of the repositories of a source: `docker.io/nginx` is a namespace, and the official image `library/nginx`. */
function repositoryPrefixes(source: string): string[] {
  const name = source.replace(/\/$/, "");
  // With two more parts, Docker does not add "library" to the name.
  return [repositoryOf(`${name}/x/x`).slice(0, -"x/x".length), `${repositoryOf(name)}/`];
}
