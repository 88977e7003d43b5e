import { z } from "zod";
import { choice, nonEmpty } from "../schema/fields";
import { show } from "../base/show";
import { givenKeys } from "../base/objects";
import { acrossFields } from "../schema/parse";
import { mapping } from "../yaml/fields";
import { OUTPUTS, REFERENCES, type ReferenceField } from "./reference-kinds";

export function trueOrFalse() {
  return z.boolean({ error: ({ input }) => `${show(input)} is not allowed; write true or false` });
}

/** OpenMCF's StringValueOrRef: a literal, or what another resource puts out. */
export function valueOrReference(value: z.ZodType<string, string>, field: ReferenceField) {
  const kinds = REFERENCES[field];
  const [outputs, [defaultKind]] = [kinds.map((kind) => OUTPUTS[kind]), kinds];
  const valueFrom = mapping({
    kind: choice(kinds).optional().meta({ description: "The kind of the resource.", default: defaultKind }),
    env: nonEmpty()
      .optional()
      .describe("Where it is given, only a document of the same metadata.env, or of none, is meant."),
    name: nonEmpty().describe(
      "The metadata.name of the resource; where no document of this run has it, it is looked up in the account.",
    ),
    fieldPath: choice(outputs as [string, ...string[]])
      .optional()
      .meta({ description: "The output of the resource: of a kind there is one.", default: OUTPUTS[defaultKind] }),
  }).describe("What another resource puts out.");
  const either = mapping({ value: value.optional(), valueFrom: valueFrom.optional() }).meta({
    oneOf: [{ required: ["value"] }, { required: ["valueFrom"] }],
  });
  return acrossFields(either, (given) => {
    const found = givenKeys(given, ["value", "valueFrom"]);
    const problem = found.length === 0 ? "has none" : "has both";
    return found.length === 1 ? [] : [{ path: "", message: `${problem}; write either value or valueFrom below it` }];
  });
}

export type ValueOrReference = z.infer<ReturnType<typeof valueOrReference>>;
