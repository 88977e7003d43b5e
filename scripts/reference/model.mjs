// The exported symbols of the entry points, as TypeDoc reads them from the docstrings.
import ts from "typescript";
import { Application, LogLevel, ReflectionKind } from "typedoc";
import { addValueType } from "./types.mjs";

/** The entry points, by the path in imports. */
export const ENTRIES = { "": "lib/index.ts", "/review": "lib/review.ts", "/testing": "lib/testing.ts" };

/**
 * A program with the entry points, and with modules that are not files. A program with all sources takes twice the time.
 * @param modules the text of each module, by its name
 */
export function createProgram(modules = {}) {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const options = {
    ...ts.parseJsonConfigFileContent(config, ts.sys, process.cwd()).options,
    types: ["node"],
    noUnusedLocals: false,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => Object.hasOwn(modules, name) || fileExists(name);
  host.readFile = (name) => modules[name] ?? readFile(name);
  host.getSourceFile = (name, version) =>
    Object.hasOwn(modules, name) ? ts.createSourceFile(name, modules[name], version) : getSourceFile(name, version);
  return ts.createProgram([...Object.values(ENTRIES), ...Object.keys(modules)], options, host);
}

/**
 * The exported symbols with their entry point. A constant and a type with the same name are two symbols.
 * @throws if a link of a docstring is broken, or a signature contains a type that no entry point exports
 */
export async function readSymbols(program) {
  const app = await Application.bootstrap({
    entryPoints: Object.values(ENTRIES),
    readme: "none",
    disableGit: true,
    disableSources: true,
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    sort: ["source-order"],
    jsDocCompatibility: { defaultTag: false, exampleTag: false },
    logLevel: LogLevel.Warn,
    // What has no docstring is found while the pages are rendered.
    validation: { notExported: true, invalidLink: true, invalidPath: true, notDocumented: false },
  });
  const entryPoints = Object.entries(ENTRIES).map(([path, file]) => ({
    displayName: path,
    program,
    sourceFile: program.getSourceFile(file),
  }));
  const project = app.converter.convert(entryPoints);
  app.validate(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error("Fix the warnings of TypeDoc above.");
  const typeOf = (entry, name) => project.getChildByName([entry, name]).type;
  addValueType(
    "IssueCode",
    typeOf("", "ISSUE_CODES").declaration.children.map(({ name }) => name),
  );
  addValueType(
    "Severity",
    typeOf("/review", "SEVERITIES").target.elements.map(({ value }) => value),
  );
  return project.children.flatMap(({ name: entry, children }) =>
    children
      .filter((reflection) => !reflection.kindOf(ReflectionKind.Reference))
      .map((reflection) => ({ entry, reflection })),
  );
}
