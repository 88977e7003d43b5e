import { ContainerImage, ServerlessContainer, type DirectoryImageOptions, type ScalewayStack } from "../../lib";
import { newStack, only, synth, type Json } from "./synth";

export const EXAMPLE = "examples/built-image/api";
export const options: DirectoryImageOptions = {
  registryEndpoint: "rg.fr-par.scw.cloud/my-registry",
  name: "order-api",
};

export function run(stack: ScalewayStack, image: ContainerImage, id = "api"): ServerlessContainer {
  return new ServerlessContainer(stack, id, { image, privacy: "private" });
}

/** A stack with one container of an image of the example's directory. */
export function deployed(given: Partial<DirectoryImageOptions> = {}, stack = newStack()): Json {
  run(stack, ContainerImage.fromDirectory(EXAMPLE, { ...options, ...given }));
  return synth(stack);
}

export const imageOf = (json: Json) => only(json, "docker_registry_image");
