import { z } from "zod";
import { BACKEND_LIMITS, FILE_PATH } from "../facts/limits";
import { anyName, choice, nonEmpty, oneOfNames, text } from "../schema/fields";
import { regionField, uuidField } from "../schema/identifiers";
import { raisedLimitSchema } from "../schema/raised-limits";
import { WARNINGS, isWarningId } from "../terraform/warnings";
import { list, mapping } from "../yaml/fields";
import { REFERABLE_KINDS } from "./reference-kinds";

const { bucket, key } = BACKEND_LIMITS;
export const settingsSchema = mapping({
  region: regionField().optional().describe("The region of documents without one."),
  projectId: uuidField()
    .optional()
    .describe(
      "The project of the resources. The provider prefers SCW_DEFAULT_PROJECT_ID, if it is set when Terraform runs.",
    ),
  organizationId: uuidField().optional().describe("The organization. Defaults to SCW_DEFAULT_ORGANIZATION_ID."),
  profile: anyName().optional().describe("A profile of the Scaleway configuration file. Defaults to SCW_PROFILE."),
  tags: list(nonEmpty()).default([]).describe("Tags that are added to every resource that supports tags."),
  backend: mapping({
    bucket: text(bucket).describe("The bucket, which must exist."),
    region: regionField().optional().describe("The region of the bucket. Defaults to region."),
    keyPrefix: text({ ...key, minLength: 0, pattern: /^([\w-][\w.-]*\/)*$/, shape: ", in parts that end with /" })
      .default("")
      .describe(
        "The folder of the states in the bucket, such as shop/. The key of a stack is the folder and <stack>.tfstate.",
      ),
  })
    .optional()
    .describe("Stores the state of each stack in Scaleway Object Storage. Without it, the state is a local file."),
  lockFile: text(FILE_PATH)
    .optional()
    .describe("The lock file with the digests of images. Defaults to images.lock.json."),
  raisedLimits: list(raisedLimitSchema)
    .default([])
    .describe("Limits of Scaleway that are higher than this release knows."),
  acknowledgedWarnings: list(
    mapping({
      id: oneOfNames(
        Object.keys(WARNINGS).filter(isWarningId),
        "the ID of a warning",
        "Use the ID in the brackets of the warning.",
      ).describe("The ID of the warning, for example deploy-false."),
      where: nonEmpty().optional().describe("The stack or the construct path. Defaults to all stacks."),
      reason: nonEmpty().describe("The reason, for the readers of this file."),
    }),
  )
    .default([])
    .describe("Warnings that are not printed, and on which --strict does not fail."),
  externalResources: list(
    mapping({
      kind: choice(REFERABLE_KINDS).describe("The kind of the resource."),
      name: nonEmpty().describe("The name of the resource in the account."),
    }),
  )
    .default([])
    .describe("Resources in the account that manifests refer to with valueFrom, and that no manifest describes."),
}).describe("The settings of a project with manifests.");

/** The settings of a project with manifests. */
export type ProjectSettings = z.output<typeof settingsSchema>;

/** The JSON Schema (draft 2020-12) of the settings, for editors. */
export function settingsJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(settingsSchema, { io: "input", target: "draft-2020-12" });
  return { $schema, title: "Settings of scw-containers", ...rest };
}
