import { z } from "zod";
import { showId, withKind } from "../base/show";
import type { Region } from "../facts/limits";
import { choice, formattedText, nonEmpty, withCheck } from "../schema/fields";
import { isUuid, regionOf, unknownRegionProblem } from "../schema/identifiers";
import { acrossFields, exactlyOne } from "../schema/parse";
import { mapping } from "../yaml/fields";
import { unsetBy } from "./unset";
import { OUTPUTS, REFERENCES, type ReferenceField } from "./reference-kinds";

export function trueOrFalse() {
  return z.boolean({ error: ({ input }) => `is not true or false, got ${withKind(input)}. Use true or false.` });
}

/** The ID of a regional resource. The region in front is optional: it is the region of the document. */
export function uuidWithRegionField(name: string) {
  const field = formattedText({
    name,
    remedy: "Use uuid or region/uuid.",
    isValid: (value) => isUuid(value) || (regionOf(value) !== undefined && isUuid(value.replace(/^[a-z-]+\//, ""))),
    show: showId,
  });
  return withCheck(field, unknownRegionProblem);
}

/** An ID with its region. The provider would use its own region for an ID without one. */
export function inRegion(id: string, region: Region): string {
  return id.includes("/") ? id : `${region}/${id}`;
}

/** OpenMCF's StringValueOrRef: a literal value, or an output of another resource. */
export function valueOrReference(value: z.ZodType<string, string>, field: ReferenceField) {
  const kinds = REFERENCES[field];
  const [defaultKind, ...otherKinds] = kinds;
  const outputs = [OUTPUTS[defaultKind], ...otherKinds.map((kind) => OUTPUTS[kind])] as const;
  const valueFrom = mapping({
    kind: choice(kinds).default(defaultKind).describe("The kind of the resource."),
    env: unsetBy(
      nonEmpty()
        .optional()
        .describe("The metadata.env of the resource. A document without metadata.env matches any environment."),
      "",
    ),
    name: nonEmpty().describe(
      "The metadata.name of the resource. A resource without a document in this run is looked up in the account by this name.",
    ),
    // Not filled in: the default depends on the kind.
    fieldPath: unsetBy(
      choice(outputs)
        .optional()
        .meta({ description: "The output of the resource. Each kind has one.", default: OUTPUTS[defaultKind] }),
      "",
    ),
  }).describe("A reference to another resource.");
  const either = mapping({ value: value.optional(), valueFrom: valueFrom.optional() }).meta({
    minProperties: 1,
    maxProperties: 1,
  });
  return acrossFields(either, (fields) => exactlyOne(fields, ["value", "valueFrom"]));
}

export type ValueOrReference = z.output<ReturnType<typeof valueOrReference>>;
