import { Token } from "cdktf";
import { Construct } from "constructs";
import { z } from "zod";
import type { ContainerImage } from "../images/container-image";
import type { ValidationIssue } from "../base/errors";
import { ENVIRONMENT_LIMITS, REGIONS, RESERVED_VARIABLE, type Region } from "../facts/limits";
import type { SecretValue } from "../secrets/secret-value";
import type { IServerlessContainer } from "../constructs/container/serverless-container-base";
import { isSecret } from "../base/secret-brand";
import { choice, customLiteral, formatted, instance, nonEmpty, text } from "./fields";
import { quoteReference } from "../base/image-reference";
import { fieldsOf } from "../base/objects";
import { kind, show } from "../base/show";

export const region = () => choice(REGIONS);
export const image = () =>
  instance<ContainerImage>(
    (value) => typeof fieldsOf(value)["bind"] === "function",
    'a ContainerImage, as ContainerImage.fromRegistry("registry/name:tag")',
  );

/** A registry and the path in it. */
export const registryEndpoint = () =>
  nonEmpty().refine((endpoint) => !endpoint.includes("://"), {
    error: ({ input }) => `${quoteReference(input)} has a scheme; write the host and path alone`,
  });

export const variableName = () =>
  text(ENVIRONMENT_LIMITS.name).refine((name) => !RESERVED_VARIABLE.test(name), {
    error: ({ input }) =>
      `${show(input)} is reserved by Scaleway; ${input === "PORT" ? "set port instead" : "choose another name"}`,
  });

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(value: string): boolean {
  return UUID.test(value);
}

export const uuid = () => formatted("UUID", "write it as 8-4-4-4-12 hexadecimal digits", isUuid);

export const regionalId = () =>
  formatted("regional id", "write region/uuid, as fr-par/11111111-1111-1111-1111-111111111111", isRegional);

function isRegional(id: string): boolean {
  const [locality = "", uuid = "", ...rest] = id.split("/");
  return rest.length === 0 && (REGIONS as readonly string[]).includes(locality) && isUuid(uuid);
}

/** The region in a regional id; nothing when it is a token. */
export function regionOf(id: string | undefined): Region | undefined {
  return REGIONS.find((region) => id?.startsWith(`${region}/`));
}

/** The issue of an id whose region is not the one that holds beside it. */
export function* regionIssues(path: string, id: unknown, region: unknown): Iterable<ValidationIssue> {
  const isKnown = typeof id === "string" && !Token.isUnresolved(id) && REGIONS.some((each) => each === region);
  if (!isKnown || !isRegional(id) || regionOf(id) === region) return;
  yield {
    path,
    message: `${show(id)} is not in the region ${show(region)}; write the id of one that is, or that region`,
  };
}

export function isContainer(value: unknown): value is IServerlessContainer {
  return Construct.isConstruct(value) && "addSchedule" in value;
}

export const container = () => instance<IServerlessContainer>(isContainer, "a ServerlessContainer");

function environmentVariables() {
  return z
    .record(variableName(), text(ENVIRONMENT_LIMITS.value, { hidden: true }), {
      error: ({ input }) => `is ${kind(input)}; write an object of names and texts`,
    })
    .readonly();
}

function secretEnvironmentVariables() {
  return z
    .record(variableName(), secret(), {
      error: ({ input }) => `is ${kind(input)}; write an object of names and SecretValues`,
    })
    .readonly();
}

/** The folder of a secret in Secret Manager. */
export const secretPath = () =>
  nonEmpty().regex(/^\//, { error: ({ input }) => `${show(input)} does not start with /; write it as /folder` });

export function secret() {
  return customLiteral<SecretValue>((value) => {
    if (isSecret(value)) return value.problem;
    if (Token.isUnresolved(value)) return "is a token; wrap it: SecretValue.reference(token)";
    return `is ${kind(value)}; give a SecretValue, as SecretValue.variable("name"), so that the value stays out of the code`;
  });
}

export const environmentSchema = z.strictObject({
  environmentVariables: environmentVariables().optional(),
  secretEnvironmentVariables: secretEnvironmentVariables().optional(),
});
