import { z } from "zod";
import type { TextLimit } from "../facts/limits";
import { choice, nonEmpty, plainText, text } from "../schema/fields";
import { kind as kindOf } from "../base/show";
import { mapping } from "../yaml/fields";

const API_VERSIONS = ["scaleway.openmcf.org/v1", "scaleway.planton.dev/v1"] as const;

/** The fields that manifests of every kind have above their spec. */
export function envelope<Kind extends string>(kind: Kind, name: TextLimit, nameDescription: string) {
  return {
    apiVersion: choice(API_VERSIONS).describe("The API that the manifest is written for."),
    kind: z.literal(kind).describe("What the manifest describes."),
    metadata: mapping({
      name: text(name)
        .refine((value) => value !== "constructor", {
          error: "is a word that CDKTF keeps for itself; choose another name",
        })
        .describe(nameDescription),
      labels: z
        .record(
          nonEmpty().regex(/^[^=]*$/, { error: "has a =, which divides a tag's key from its value; leave it out" }),
          plainText(),
          {
            error: ({ input }) => `is ${kindOf(input)}; write names and texts below it`,
          },
        )
        .optional()
        .meta({
          description:
            "Become tags, as key=value, of what Scaleway can tag; not those of OpenMCF and Planton themselves.",
          default: {},
        }),
      org: nonEmpty().optional().describe("OpenMCF's organization; has no effect here."),
      env: nonEmpty().optional().describe("OpenMCF's environment; a reference can name it."),
    }).describe("The name, and labels."),
  };
}

const BOOKKEEPING = /^([^/]*\.)?(openmcf\.org|planton\.dev)\//;

/** Labels as Scaleway's tags, without those that are there for OpenMCF and Planton to work with. */
export function tagsOf(labels: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(labels)
    .filter(([key]) => !BOOKKEEPING.test(key))
    .map(([key, value]) => `${key}=${value}`);
}
