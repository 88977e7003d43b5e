import { z } from "zod";
import { secretNameProblem } from "../base/deployable-text";
import { kind, showName } from "../base/show";
import { ENVIRONMENT_LIMITS } from "../facts/limits";
import { PLATFORM_VARIABLES } from "../facts/reserved-variables";
import { withCheck, customLiteral, text } from "../schema/fields";
import { PROTO_PROBLEM } from "../schema/parse";
import { SecretValue } from "./secret-value";
import { notASecretProblem } from "./secret-value-schema";

export const variableNameField = () =>
  withCheck(text(ENVIRONMENT_LIMITS.name), (name) => {
    if (name === "__proto__") return PROTO_PROBLEM;
    if (!PLATFORM_VARIABLES.includes(name)) return secretNameProblem(name);
    const remedy = name === "PORT" ? "Set port instead." : "Use another name.";
    return { code: "reserved", message: `is set by Scaleway, got ${showName(name)}. ${remedy}` };
  });

function environmentVariablesField() {
  return z
    .record(variableNameField(), text(ENVIRONMENT_LIMITS.value, { isHidden: true }), {
      error: ({ input }) => `is not an object, got ${kind(input)}. Use an object of names and texts.`,
    })
    .readonly();
}

function secretEnvironmentVariablesField() {
  return z
    .record(variableNameField(), secretField(), {
      error: ({ input }) => `is not an object, got ${kind(input)}. Use an object of names and SecretValues.`,
    })
    .readonly();
}

export function secretField() {
  return customLiteral<SecretValue>((value) => {
    if (SecretValue.isSecretValue(value)) return value.problem;
    if (value === undefined) return { code: "missing", message: "is missing. Pass a SecretValue." };
    return notASecretProblem(value, 'Use SecretValue.variable("name") to keep the value out of the code.');
  });
}

export const environmentSchema = z.strictObject({
  environmentVariables: environmentVariablesField().optional(),
  secretEnvironmentVariables: secretEnvironmentVariablesField().optional(),
});
