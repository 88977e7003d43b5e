import * as ts from "typescript";

/** A literal in the generated code of the SDK. */
export type Literal = string | number | boolean | RegExp | readonly Literal[] | { readonly [key: string]: Literal };

/** Parses JavaScript or TypeScript. The code is never run: it was downloaded. */
export function parseCode(file: string, code: string): ts.SourceFile {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest);
  // Not in TypeScript's types: only a whole program has syntax errors there.
  const errors = "parseDiagnostics" in source ? source.parseDiagnostics : undefined;
  if (!Array.isArray(errors) || errors.length > 0)
    throw new Error(`${file} is not valid code. Check whether the SDK has another format now.`);
  return source;
}

/** The value of a literal. @throws an Error for any other expression */
export function literalValue(node: ts.Expression, file: string): Literal {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken)
    return -Number(literalValue(node.operand, file));
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isRegularExpressionLiteral(node)) return regularExpression(node.text, file);
  if (ts.isArrayLiteralExpression(node)) return node.elements.map((element) => literalValue(element, file));
  if (ts.isObjectLiteralExpression(node))
    return Object.fromEntries(node.properties.map((property) => literalProperty(property, file)));
  throw unknownCode(file, ts.SyntaxKind[node.kind]);
}

function literalProperty(node: ts.ObjectLiteralElementLike, file: string): [string, Literal] {
  if (!ts.isPropertyAssignment(node) || !(ts.isIdentifier(node.name) || ts.isStringLiteral(node.name)))
    throw unknownCode(file, ts.SyntaxKind[node.kind]);
  return [node.name.text, literalValue(node.initializer, file)];
}

function regularExpression(text: string, file: string): RegExp {
  const end = text.lastIndexOf("/");
  try {
    return new RegExp(text.slice(1, end), text.slice(end + 1));
  } catch {
    throw unknownCode(file, "RegularExpressionLiteral");
  }
}

function unknownCode(file: string, kind: string): Error {
  return new Error(
    `${file} contains code that is not a literal (${kind}). Check whether the SDK has another format now.`,
  );
}

/** The literal as code, for reports. */
export function showLiteral(value: Literal | undefined): string {
  if (value === undefined) return "none";
  return value instanceof RegExp ? String(value) : JSON.stringify(value);
}
