import { ValidationError, type ValidationIssue } from "../base/errors";
import type { IssueCode } from "../base/issue-codes";
import { fieldsOf, presentKeys } from "../base/objects";
import { displayKey, showName } from "../base/show";
import { containerIssues } from "../constructs/container/container-schema";
import { THRESHOLDS } from "../constructs/container/scaling-option";
import { ContainerImage, partsSchema } from "../images/container-image";
import { scheduleName } from "./conventions";

/** The paths of props whose field in the manifest has another name. */
const PATHS: Readonly<Record<string, string>> = {
  name: "metadata.name",
  environmentVariables: "spec.env.variables",
  secretEnvironmentVariables: "spec.env.secrets",
};

/** The rules over several fields. They accept any input. */
export function* containerRules({
  metadata,
  spec,
}: {
  readonly metadata?: unknown;
  readonly spec?: unknown;
}): Iterable<ValidationIssue> {
  const { image, env, cronTriggers, scalingOption, minScale, maxScale } = fieldsOf(spec);
  const variables = namesIn(fieldsOf(env)["variables"]);
  const secrets = namesIn(fieldsOf(env)["secrets"]);
  const schedules = namesIn(cronTriggers).map((name, index) => scheduleName(name, index));
  const thresholds = presentKeys(scalingOption, THRESHOLDS);
  yield* imageIssues(image);
  yield* duplicates("duplicate-variable", "spec.env.variables", variables);
  yield* duplicates("duplicate-variable", "spec.env.secrets", secrets);
  yield* duplicates("duplicate-name", "spec.cronTriggers", schedules);
  const issues = containerIssues({
    name: fieldsOf(metadata)["name"],
    minScale,
    maxScale,
    scalingOption: firstField(scalingOption, thresholds),
    environmentVariables: asKeys(variables),
    secretEnvironmentVariables: asKeys(secrets),
  });
  for (const issue of issues) {
    const [field = "", ...name] = issue.path.split(".");
    const index = (field === "environmentVariables" ? variables : secrets).indexOf(name.join("."));
    const path = PATHS[field] ?? `spec.${field}`;
    yield index < 0
      ? { ...issue, path }
      : { ...issue, path: `${path}.${index}.name`, message: `${displayKey(name.join("."))} ${issue.message}` };
  }
}

function namesIn(items: unknown): (string | undefined)[] {
  const names = Array.isArray(items) ? items.map((item: unknown) => fieldsOf(item)["name"]) : [];
  return names.map((name) => (typeof name === "string" ? name : undefined));
}

function asKeys(names: readonly (string | undefined)[]): Record<string, string> {
  return Object.fromEntries(names.filter((name) => name !== undefined).map((name) => [name, ""]));
}

/** The first threshold with its value. Scaleway uses no other threshold, so the rules of the others do not apply. */
function firstField(value: unknown, [first]: readonly string[]): object | undefined {
  return first === undefined ? undefined : { [first]: fieldsOf(value)[first] };
}

function* duplicates(code: IssueCode, path: string, names: readonly (string | undefined)[]): Iterable<ValidationIssue> {
  for (const [index, name] of names.entries()) {
    const first = names.indexOf(name);
    if (name === undefined || first === index) continue;
    const message = `has the same name as [${first}], got ${showName(name)}. Use another name.`;
    yield { code, path: `${path}.${index}`, message };
  }
}

/** A valid endpoint, in place of an endpoint that only Terraform knows. */
const SOME_ENDPOINT = "rg.fr-par.scw.cloud/registry";

/** The issues of the whole reference, if each of its parts is valid. */
function imageIssues(image: unknown): ValidationIssue[] {
  const { registryEndpoint, ...rest } = fieldsOf(image);
  const { value = SOME_ENDPOINT } = fieldsOf(registryEndpoint);
  const { data } = partsSchema.safeParse({ ...rest, registryEndpoint: value });
  if (data === undefined) return [];
  try {
    ContainerImage.fromParts(data);
    return [];
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.issues.map((issue) => ({ ...issue, path: "spec.image" }));
  }
}
