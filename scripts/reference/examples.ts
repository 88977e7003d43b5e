// The @example blocks of the docstrings in lib/.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

export interface DocstringExample {
  readonly file: string;
  /** The line of the block, starting at 1. */
  readonly line: number;
  readonly code: string;
  /** The interface whose field the example sets; undefined if the example consists of statements. */
  readonly owner: string | undefined;
  /** Whether it is a program with its own imports. */
  readonly isWhole: boolean;
}

/** What examples without imports can use. The index of the reference prints it. */
export const PRELUDE = `const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });
const image = ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0");
const api = new ServerlessContainer(stack, "order-api", { image, privacy: "private" });`;

const IMPORTS = `import { readFileSync } from "node:fs";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import * as library from "cdktf-scaleway-containers";
import { PlanReview, RULES, SecretInReportError, markup, readImageLock, type PlanReviewOptions, type Rule } from "cdktf-scaleway-containers/review";
import { plaintextSecrets, resources, synth, warnings } from "cdktf-scaleway-containers/testing";
import { IamApiKey } from "cdktf-scaleway-containers/provider/iam-api-key";
import { MnqSqsCredentials } from "cdktf-scaleway-containers/provider/mnq-sqs-credentials";
import { ScalewayProvider } from "cdktf-scaleway-containers/provider/provider";
`;

/** The examples in the order of the files. */
export function docstringExamples(): DocstringExample[] {
  const files = readdirSync("lib", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort();
  return files.flatMap((name) => examplesIn(join("lib", name)));
}

/** The names that `lib/index.ts` exports. */
const exported = new Set(
  Array.from(readFileSync("lib/index.ts", "utf8").matchAll(/\{([^}]*)\}/g)).flatMap(
    ([, names = ""]) => names.replaceAll("type ", "").match(/\w+/g) ?? [],
  ),
);

/** The example as a module. What the prelude creates is exported for tests. */
export function moduleOf({ code, owner = "", isWhole }: DocstringExample): string {
  if (isWhole) return code;
  const names = `${PRELUDE} ${code} ${owner}`.match(/\w+/g)?.filter((name) => exported.has(name));
  const imports = IMPORTS.replace("* as library", `{ ${[...new Set(names)].join(", ")} }`);
  // A block, because an example may have variables with the names of the prelude.
  const body = owner === "" ? `{\n${code}\n}` : `export const example: Partial<${owner}> = {\n${code}\n};`;
  return `${imports}export ${PRELUDE.replaceAll("\nconst", "\nexport const")}\n${body}`;
}

function examplesIn(file: string): DocstringExample[] {
  const text = readFileSync(file, "utf8");
  // Most files have no example, and parsing them all takes a second.
  if (!text.includes("@example")) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const examples: DocstringExample[] = [];
  const visit = (node: ts.Node): void => {
    for (const tag of ts.getJSDocTags(node)) {
      if (tag.tagName.text !== "example" || tag.parent.parent !== node) continue;
      const line = source.getLineAndCharacterOfPosition(tag.getStart()).line + 1;
      const [, code] = /^\s*```ts\n([^]*?)\n```\s*$/.exec(ts.getTextOfJSDocComment(tag.comment) ?? "") ?? [];
      if (code === undefined) throw new Error(`${file}:${line}: an @example is one block of \`\`\`ts.`);
      const isField = ts.isPropertySignature(node) && ts.isInterfaceDeclaration(node.parent);
      const owner = isField ? node.parent.name.text : undefined;
      examples.push({ file, line, code, owner, isWhole: code.startsWith("import ") });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return examples;
}
