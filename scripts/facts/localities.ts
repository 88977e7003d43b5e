import * as ts from "typescript";
import { z } from "zod";
import { literalValue, parseCode } from "./syntax";

/**
 * The regions of the API classes of an `api.gen` file of the SDK, from `toApiLocality({ regions: […] })`.
 * @throws an Error if the file contains none
 */
export function parseRegions(file: string, code: string): ReadonlySet<string> {
  const regions = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "toApiLocality")
      for (const region of regionsOf(node, file)) regions.add(region);
    ts.forEachChild(node, visit);
  };
  visit(parseCode(file, code));
  if (regions.size === 0) throw new Error(`${file} contains no regions. Check whether the SDK has another format now.`);
  return regions;
}

function regionsOf({ arguments: [argument] }: ts.CallExpression, file: string): string[] {
  const locality = argument === undefined ? undefined : literalValue(argument, file);
  const { data } = z.object({ regions: z.array(z.string()) }).safeParse(locality);
  return data?.regions ?? [];
}
