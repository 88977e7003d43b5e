import * as ts from "typescript";
import { literalValue, parseCode, type Literal } from "./syntax";

/** The constraints of one field, such as `{ maxLength: 255 }`. */
export type Rule = Readonly<Record<string, Literal>>;
/** The rules of a file by request and field, such as `CreateContainerRequest` and `maxScale`. */
export type Rules = ReadonlyMap<string, ReadonlyMap<string, Rule>>;

/**
 * The rules of a `validation-rules.gen` file of the SDK.
 * @throws an Error if the file contains anything but rules, or none
 */
export function parseRules(file: string, code: string): Rules {
  const declarations = parseCode(file, code)
    .statements.filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations]);
  const rules = new Map(declarations.map((declaration) => requestRules(declaration, file)));
  if (rules.size === 0) throw new Error(`${file} contains no rules. Check whether the SDK has another format now.`);
  return rules;
}

function requestRules({ name, initializer }: ts.VariableDeclaration, file: string): [string, Map<string, Rule>] {
  const fields = initializer === undefined ? undefined : literalValue(initializer, file);
  if (!ts.isIdentifier(name) || !isRule(fields)) throw new Error(`${file} contains something that is not a request.`);
  const entries = Object.entries(fields).map(([field, rule]): [string, Rule] => {
    if (!isRule(rule)) throw new Error(`${file} has no constraints for ${name.text}.${field}.`);
    return [field, rule];
  });
  return [name.text, new Map(entries)];
}

function isRule(value: Literal | undefined): value is Rule {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof RegExp);
}
