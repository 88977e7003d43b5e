import { Token } from "cdktf";
import { z } from "zod";
import { kind, show } from "../base/show";
import { ENVIRONMENT_LIMITS, RESERVED_VARIABLE } from "../facts/limits";
import { customLiteral, text } from "../schema/fields";
import { SecretValue } from "./secret-value";

export const variableName = () =>
  text(ENVIRONMENT_LIMITS.name).refine((name) => !RESERVED_VARIABLE.test(name), {
    error: ({ input }) =>
      `${show(input)} is reserved by Scaleway; ${input === "PORT" ? "set port instead" : "choose another name"}`,
  });

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

export function secret() {
  return customLiteral<SecretValue>((value) => {
    if (SecretValue.isSecretValue(value)) return value.problem;
    if (Token.isUnresolved(value)) return "is a token; wrap it: SecretValue.reference(token)";
    return `is ${kind(value)}; give a SecretValue, as SecretValue.variable("name"), so that the value stays out of the code`;
  });
}

export const environmentSchema = z.strictObject({
  environmentVariables: environmentVariables().optional(),
  secretEnvironmentVariables: secretEnvironmentVariables().optional(),
});
