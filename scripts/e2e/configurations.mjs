// The stacks of the parts with containers: examples with the image of ./app, and one container with settings.
import { readFileSync } from "node:fs";
import { BASE } from "./changes.mjs";
import { APP_IMAGE } from "./images.mjs";

const REGISTRY_IMAGE = /^rg\.[\w-]+\.scw\.cloud\//;

/** An example, whose images are replaced. */
export function example(name) {
  const configuration = JSON.parse(readFileSync(`examples/${name}/cdk.tf.json`, "utf8"));
  for (const container of Object.values(configuration.resource.scaleway_container)) {
    if (REGISTRY_IMAGE.test(container.image)) container.image = APP_IMAGE;
  }
  return configuration;
}

/** A public container `order-api` with the settings, whose status Terraform checks. */
export function oneContainer(settings = {}) {
  const { terraform, provider, resource } = BASE;
  const { scaleway_container_namespace } = resource;
  const { postcondition } = example("first-container").resource.scaleway_container["order-api_4D85C1C8"].lifecycle;
  const api = { ...resource.scaleway_container.api, image: APP_IMAGE, lifecycle: { postcondition }, ...settings };
  return { terraform, provider, resource: { scaleway_container_namespace, scaleway_container: { api } } };
}
