import { ContainerImage, type ImageParts } from "../images/container-image";
import { ValidationError, type ValidationIssue } from "../base/errors";
import { THRESHOLDS, containerIssues } from "../constructs/container/container-schema";
import { show } from "../base/show";
import { fieldsOf, givenKeys, isObject } from "../base/objects";
import type { ServerlessContainerProps } from "../constructs/container/serverless-container-props";
import { oneThreshold, triggerName } from "./conventions";

/** Where the props are that the construct's own rules over several fields name, and that are not of that name in the spec. */
const PLACES: Readonly<Record<string, string>> = {
  name: "metadata.name",
  environmentVariables: "spec.env.variables",
  secretEnvironmentVariables: "spec.env.secrets",
};

/** The rules over several fields. They bear any input. */
export function* containerRules(manifest: {
  readonly metadata?: unknown;
  readonly spec?: unknown;
}): Iterable<ValidationIssue> {
  const { metadata, spec } = manifest;
  const { image, env, cronTriggers, scalingOption, minScale, maxScale } = fieldsOf(spec);
  yield* imageIssues(image);
  const variables = namesIn(fieldsOf(env)["variables"]);
  const secrets = namesIn(fieldsOf(env)["secrets"]);
  yield* repeatedNames("spec.env.variables", variables);
  yield* repeatedNames("spec.env.secrets", secrets);
  yield* repeatedNames(
    "spec.cronTriggers",
    namesIn(cronTriggers).map((name, index) => triggerName(name, index)),
  );
  if (isObject(scalingOption) && givenKeys(scalingOption, THRESHOLDS).length === 0) {
    const message = `has no threshold; write one of ${THRESHOLDS.join(", ")}, or remove it`;
    yield { path: "spec.scalingOption", message };
  }
  const props = {
    ...{ name: fieldsOf(metadata)["name"], minScale, maxScale },
    scalingOption: isObject(scalingOption) ? oneThreshold(scalingOption) : undefined,
    environmentVariables: asKeys(variables),
    secretEnvironmentVariables: asKeys(secrets),
  };
  for (const { path, message } of containerIssues(props as unknown as ServerlessContainerProps)) {
    const [field = "", ...name] = path.split(".");
    const index = (field === "environmentVariables" ? variables : secrets).indexOf(name.join("."));
    const place = PLACES[field] ?? `spec.${field}`;
    yield { path: index < 0 ? place : `${place}.${index}.name`, message };
  }
}

function namesIn(items: unknown): (string | undefined)[] {
  const names = Array.isArray(items) ? items.map((item: unknown) => fieldsOf(item)["name"]) : [];
  return names.map((name) => (typeof name === "string" ? name : undefined));
}

function asKeys(names: readonly (string | undefined)[]): Record<string, string> {
  return Object.fromEntries(names.filter((name) => name !== undefined).map((name) => [name, ""]));
}

function* repeatedNames(path: string, names: readonly (string | undefined)[]): Iterable<ValidationIssue> {
  for (const [index, name] of names.entries()) {
    if (name === undefined || names.indexOf(name) === index) continue;
    yield {
      path: `${path}.${index}`,
      message: `${show(name)} is the name of [${names.indexOf(name)}] as well; choose another`,
    };
  }
}

/** What stands in for an endpoint that only Terraform knows. */
const SOME_ENDPOINT = "rg.fr-par.scw.cloud/registry";

/** The parts together, where each is right. */
function imageIssues(image: unknown): ValidationIssue[] {
  const { registryEndpoint, ...parts } = fieldsOf(image);
  const { value = SOME_ENDPOINT } = fieldsOf(registryEndpoint);
  try {
    ContainerImage.fromParts({ ...parts, registryEndpoint: value } as ImageParts);
    return [];
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const together = error.issues.filter(({ path }) => path === "reference");
    return together.map(({ message }) => ({ path: "spec.image", message }));
  }
}
