import { z } from "zod";
import { choice, nonEmpty } from "../schema/fields";
import { kind, show } from "../base/show";
import { givenKeys } from "../base/objects";
import { acrossFields } from "../schema/parse";
import { OUTPUTS, REFERENCES, type ReferenceField } from "./reference-kinds";

/** Fields below a key, and no others. */
export function block<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "invalid_type" ? blockProblem(issue.input, shape) : undefined),
  });
}

function blockProblem(input: unknown, shape: z.ZodRawShape): string {
  const given = input === undefined ? "is missing" : `is ${kind(input)}`;
  return `${given}; write its fields below it, indented: ${Object.keys(shape).join(", ")}`;
}

export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: ({ input }) => `is ${kind(input)}; write a list: a line with - for each` });
}

export function trueOrFalse() {
  return z.boolean({ error: ({ input }) => `${show(input)} is not allowed; write true or false` });
}

/** OpenMCF's StringValueOrRef: a literal, or what another resource puts out. */
export function valueOrReference(value: z.ZodType<string, string>, field: ReferenceField) {
  const kinds = REFERENCES[field];
  const [outputs, [defaultKind]] = [kinds.map((kind) => OUTPUTS[kind]), kinds];
  const valueFrom = block({
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
  const either = block({ value: value.optional(), valueFrom: valueFrom.optional() }).meta({
    oneOf: [{ required: ["value"] }, { required: ["valueFrom"] }],
  });
  return acrossFields(either, (given) => {
    const found = givenKeys(given, ["value", "valueFrom"]);
    const problem = found.length === 0 ? "has none" : "has both";
    return found.length === 1 ? [] : [{ path: "", message: `${problem}; write either value or valueFrom below it` }];
  });
}

export type ValueOrReference = z.infer<ReturnType<typeof valueOrReference>>;
