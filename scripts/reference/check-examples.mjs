// The types of the examples in docstrings.
import ts from "typescript";
import { moduleOf } from "./examples.ts";

const nameOf = (index) => `example-${index}.ts`;

/** The modules for the program, by name. */
export function exampleModules(examples) {
  return Object.fromEntries(examples.map((example, index) => [nameOf(index), moduleOf(example)]));
}

/** @throws if an example does not compile */
export function checkExamples(program, examples) {
  const problems = examples.flatMap(({ file, line }, index) => {
    const source = program.getSourceFile(nameOf(index));
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${file}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  });
  if (problems.length > 0) throw new Error(`Fix the examples:\n${problems.join("\n")}`);
}
