import { CredentialStore } from "../../lib/registry/credentials";
import { parseImageName } from "../../lib/registry/image-name";
import { RegistryError } from "../../lib/registry/registry-error";
import type { useRegistries } from "./registry-client";

/** A login in Docker's config.json. */
export const auth = (login: string) => ({ auth: Buffer.from(login).toString("base64") });

/** Searches for credentials. An image without a path stands for any image of that registry. */
export function useCredentials(registries: ReturnType<typeof useRegistries>) {
  const search = (image: string, environment: NodeJS.ProcessEnv) => {
    const { registry, repository } = parseImageName(image.includes("/") ? image : `${image}/shop/api`);
    return new CredentialStore(registry, { HOME: registries.folder(), ...environment }).find(repository);
  };
  const credentialsIn = async (image: string, environment: NodeJS.ProcessEnv) => {
    const { credentials, problems } = await search(image, environment);
    expect(problems).toEqual([]);
    return credentials;
  };
  return {
    /** The credentials and the problems. */
    search,
    /** The credentials, without any problem. */
    credentialsIn,
    /** The credentials in a configuration of Docker. */
    find: (image: string, config: object | string, environment: NodeJS.ProcessEnv = {}) =>
      credentialsIn(image, { DOCKER_CONFIG: registries.config(config), ...environment }),
    /** The only problem of a configuration without usable credentials for ghcr.io. */
    problemOf: async (config: object | string, environment: NodeJS.ProcessEnv = {}) => {
      const found = await search("ghcr.io", { DOCKER_CONFIG: registries.config(config), ...environment });
      expect(found).toEqual({ credentials: undefined, problems: [expect.any(RegistryError)], emptyHelpers: [] });
      return found.problems[0]!;
    },
  };
}
