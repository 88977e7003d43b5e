import { z } from "zod";
import { presentKeys } from "../base/objects";
import { kind as kindOf, showName } from "../base/show";
import type { TextLimit } from "../facts/limits";
import { withCheck, choice, nonEmpty, plainText, text } from "../schema/fields";
import { mapping } from "../yaml/fields";
import { unsetBy } from "./unset";

const API_VERSIONS = ["scaleway.openmcf.org/v1", "scaleway.planton.dev/v1", "scaleway.planton.dev/v1alpha1"] as const;

/** The fields of the metadata that only OpenMCF uses. */
const IGNORED_METADATA = ["slug", "id", "annotations", "tags", "relationships", "group"] as const;

/** The fields above the spec of every kind. */
export function envelope<Kind extends string>(kind: Kind, name: TextLimit, nameDescription: string) {
  return {
    apiVersion: choice(API_VERSIONS).describe("The API version of the manifest."),
    kind: z.literal(kind).describe("The kind of the manifest."),
    metadata: mapping({
      name: nameField(name).describe(nameDescription),
      labels: z
        .record(labelField(), plainText(), {
          error: ({ input }) => `is not a mapping, got ${kindOf(input)}. Write names and texts below it, indented.`,
        })
        .default({})
        .describe(
          "Labels. They become tags (key=value) of the resources that support tags. Labels of OpenMCF and Planton do not.",
        ),
      org: unsetBy(nonEmpty().optional().describe("OpenMCF's organization. It has no effect."), ""),
      env: unsetBy(nonEmpty().optional().describe("OpenMCF's environment. References can name it."), ""),
      slug: ignored(),
      id: ignored(),
      annotations: ignored(),
      tags: ignored(),
      relationships: ignored(),
      group: ignored(),
    }).describe("The name and the labels."),
    status: ignored(),
  };
}

/** A field that only OpenMCF uses. It may have any value. */
function ignored() {
  return z.unknown().optional().describe("A field of OpenMCF. It has no effect.");
}

/** The fields of a manifest that have no effect. */
export function ignoredFields({
  metadata,
  status,
}: {
  readonly metadata: object;
  readonly status?: unknown;
}): string[] {
  const names = presentKeys(metadata, IGNORED_METADATA).map((name) => `metadata.${name}`);
  return status === undefined ? names : [...names, "status"];
}

function nameField(limit: TextLimit) {
  return withCheck(text(limit), (name) =>
    name === "constructor"
      ? { code: "reserved", message: `is reserved by CDKTF, got ${showName(name)}. Use another name.` }
      : undefined,
  );
}

function labelField() {
  const error = "has an = in its name, which separates the key of a tag from its value. Remove it.";
  return nonEmpty().regex(/^[^=]*$/, { error });
}

const INTERNAL_LABEL = /^([^/]*\.)?(openmcf\.org|planton\.dev)\//;

/** Labels as Scaleway tags, without the labels that OpenMCF and Planton use internally. */
export function tagsOf(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels)
    .filter(([key]) => !INTERNAL_LABEL.test(key))
    .map(([key, value]) => `${key}=${value}`);
}
