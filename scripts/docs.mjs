// npm run docs: fills the generated parts of README.md and docs/*.md. With --check it only lists those that are not current.
//   example: FILE#REGION   a region of a file in examples/ or, for what cannot be applied as it is, in __tests__/; without #REGION the whole file
//   props: INTERFACE       the members of an exported interface, with type, default and docstring
//   limits: CONSTANT       a table of lib/facts/limits.ts or lib/facts/image-facts.ts
//   bindings: VERSION      the resources of the provider that have classes
//   manifest: KIND         the fields of a manifest, from its schema
//   settings: FIELDS      the fields of scw-containers.yaml, from its schema
//   rules: CONSTANT        a table of the risks that a review finds
//   floors: FOLDER         the floors of lib/
//   operations: CONSTANT   the operations of the local Scaleway
//   secret-files: CONSTANT the files that fromDirectory rejects
//   codes: CONSTANT        a table of the codes of errors, warnings or infos, each with a message
// It also writes the JSON Schemas in docs/, the types of a review, and the pages of docs/reference from the docstrings.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { extname } from "node:path";
import { format, resolveConfig } from "prettier";
import ts from "typescript";
import * as imageFacts from "../lib/facts/image-facts.ts";
import { SECRET_FILES } from "../lib/facts/secret-files.ts";
import * as limits from "../lib/facts/limits.ts";
import { LIMIT_NAMES, knownLimit } from "../lib/facts/limit-names.ts";
import { describeLimit } from "../lib/schema/limit-text.ts";
import { fieldsJsonSchema, manifestJsonSchema } from "../lib/manifest/schema.ts";
import { settingsJsonSchema } from "../lib/manifest/settings-schema.ts";
import { configJsonSchema } from "../lib/review/analysis/config.ts";
import { reviewJsonSchema } from "../lib/review/report/report-schema.ts";
import { RULES } from "../lib/review/rules/index.ts";
import { statusJsonSchema } from "../lib/status/status-schema.ts";
import { ISSUE_CODES } from "../lib/base/issue-codes.ts";
import { ISSUE_FIXES } from "../lib/base/issue-fixes.ts";
import { INFO_FIXES, WARNING_FIXES } from "../lib/terraform/warning-fixes.ts";
import { INFOS, WARNINGS } from "../lib/terraform/warnings.ts";
import { PRODUCTS as LOCAL_PRODUCTS } from "../packages/local-scaleway/src/products/index.ts";
import { SQS_ACTIONS } from "../packages/local-scaleway/src/products/mnq/sqs.ts";
import { FLOORS } from "./floors.mjs";
import { REVIEW_TYPE_FILES } from "./review-types.mjs";
import { checkExamples, exampleModules } from "./reference/check-examples.mjs";
import { docstringExamples } from "./reference/examples.ts";
import { FOLDER, referenceFiles } from "./reference/files.mjs";
import { createProgram } from "./reference/model.mjs";
import { codesBySymbol, withSymbols } from "./reference/thrown-by.mjs";
import { collectMessages } from "../__tests__/messages/collect.ts";

const ENVIRONMENT_WORDS = {
  variables: "variables, of container and namespace together",
  secrets: "secrets, of container and namespace together",
  name: "a name",
  value: "a value",
  secretBytes: "a secret",
};
/** The products of Scaleway, by the prefix of their types. */
const PRODUCTS = {
  account: "Projects",
  cockpit: "Cockpit",
  container: "Serverless Containers",
  domain: "Domains and DNS",
  edge: "Edge Services",
  iam: "IAM",
  job: "Serverless Jobs",
  lb: "Load Balancer",
  mnq: "Queues and NATS",
  object: "Object Storage",
  rdb: "Managed Databases",
  redis: "Managed Redis",
  registry: "Container Registry",
  sdb: "Serverless SQL Databases",
  secret: "Secret Manager",
  tem: "Transactional Email",
  vpc: "VPC and Public Gateways",
};
/** The languages of code blocks. */
const LANGUAGES = { ".sh": "sh", ".ts": "ts", ".tf": "hcl", ".yaml": "yaml", ".yml": "yaml" };
const GENERATORS = {
  example,
  props: propsTable,
  limits: limitsTable,
  bindings: bindingsTable,
  manifest: manifestTable,
  settings: settingsTable,
  rules: rulesTable,
  codes: codesTable,
  floors: floorsTable,
  operations: operationsTable,
  "secret-files": secretFilesTable,
};
const messages = await withSymbols(collectMessages);
const SCHEMAS = {
  manifest: manifestJsonSchema(),
  settings: settingsJsonSchema(),
  review: reviewJsonSchema(),
  "review-config": configJsonSchema(),
  status: statusJsonSchema(),
};
const check = process.argv.includes("--check");
const stale = [];
for (const [name, json] of Object.entries(SCHEMAS)) {
  const file = `docs/${name}.schema.json`;
  update(file, existsSync(file) ? readFileSync(file, "utf8") : "", `${JSON.stringify(json, null, 2)}\n`);
}
for (const [file, types] of Object.entries(REVIEW_TYPE_FILES)) {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  update(file, before, await format(types, { ...(await resolveConfig(file)), filepath: file }));
}
const examples = docstringExamples();
const program = createProgram(exampleModules(examples));
checkExamples(program, examples);
const checker = program.getTypeChecker();
const exported = new Map(
  checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile("lib/index.ts")))
    .map((symbol) => [symbol.name, checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(symbol))]),
);
await updateReference();
const pages = readdirSync("docs", { recursive: true })
  .map((name) => `docs/${name.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".md") && !file.startsWith(`${FOLDER}/`))
  .sort();
for (const file of ["README.md", ...pages]) {
  const before = readFileSync(file, "utf8");
  const filled = before.replaceAll(
    /<!-- (example|props|limits|bindings|manifest|settings|rules|codes|floors|operations|secret-files): (\S+) -->\n[^]*?<!-- \/\1 -->/g,
    (_, kind, name) => `<!-- ${kind}: ${name} -->\n\n${GENERATORS[kind](name)}\n\n<!-- /${kind} -->`,
  );
  update(file, before, await format(filled, { ...(await resolveConfig(file)), filepath: file }));
}
if (check && stale.length > 0) {
  console.error(`Not current: ${stale.join(", ")}. Run npm run docs, and commit the result.`);
  process.exitCode = 1;
}

function update(file, before, after) {
  if (after === before) return;
  stale.push(file);
  if (!check) writeFileSync(file, after);
}

/** Writes the pages of the reference, and removes those of groups that are gone. */
async function updateReference() {
  const { name } = JSON.parse(readFileSync("package.json", "utf8"));
  const files = await referenceFiles(program, { packageName: name, codes: codesBySymbol(messages) });
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    const before = existsSync(file) ? readFileSync(file, "utf8") : "";
    update(file, before, await format(text, { ...(await resolveConfig(file)), filepath: file }));
  }
  for (const file of readdirSync(FOLDER).map((each) => `${FOLDER}/${each}`)) {
    if (Object.hasOwn(files, file)) continue;
    stale.push(file);
    if (!check) rmSync(file);
  }
}

function example(place) {
  const [file, region] = place.split("#");
  const source = readFileSync(file.startsWith("__tests__/") ? file : `examples/${file}`, "utf8");
  const code = region === undefined ? source : regionOf(source, region, file);
  const language = LANGUAGES[extname(file)];
  return `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``;
}

function regionOf(source, region, file) {
  const found = new RegExp(`^( *)(?://|#) #region ${region}\\n([^]*?)^ *(?://|#) #endregion$`, "m").exec(source);
  if (found === null) throw new Error(`${file} has no region ${region}.`);
  const [, indent, code] = found;
  return code.replaceAll(new RegExp(`^${indent}`, "gm"), "");
}

function propsTable(name) {
  const rows = exported
    .get(name)
    .getProperties()
    .map((property) => {
      const type = checker.getNonNullableType(checker.getTypeOfSymbol(property));
      const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      const tags = Object.fromEntries(
        property.getJsDocTags(checker).map((tag) => [tag.name, ts.displayPartsToString(tag.text)]),
      );
      // The values of a union of literals are displayed, not its name.
      const hasValues = type.isUnion() && type.types.every((each) => each.isLiteral());
      const { NoTruncation, InTypeAlias } = ts.TypeFormatFlags;
      const text = checker.typeToString(type, undefined, hasValues ? NoTruncation | InTypeAlias : NoTruncation);
      const fallback = isOptional ? (tags.default ?? "").replace(/^- /, "") : "**required**";
      const words = ts.displayPartsToString(property.getDocumentationComment(checker)).replaceAll("\n", " ");
      return [`\`${property.name}\``, `\`${shortType(text).replaceAll("|", "\\|")}\``, fallback, words];
    });
  return table(["Name", "Type", "Default", "Description"], rows);
}

/** A type as it fits a table: without readonly, and without the token that a boolean can be. */
function shortType(text) {
  return text
    .replace(/^Readonly<(.*)>$/, "$1")
    .replace(/^readonly /, "")
    .replace(" | IResolvable", "");
}

function limitsTable(name) {
  if (name === "ALL") return allLimitsTable();
  const rows = Object.entries({ ...limits, ...imageFacts }[name]).map(([field, limit]) => [
    name === "ENVIRONMENT_LIMITS" ? ENVIRONMENT_WORDS[field] : `\`${field}\``,
    describeLimit(limit).replace("a whole number from ", ""),
    `${limit.source.title}, ${limit.source.date}`,
  ]);
  return table(["Field", "Limit", "Source"], rows);
}

/** The limits that users can raise, by name. */
function allLimitsTable() {
  const names = LIMIT_NAMES.filter((name) => name !== "region");
  const rows = names.map((name) => {
    const { source } = knownLimit(name);
    const description = describeLimit(knownLimit(name)).replace("a whole number from ", "").replace(/: .*/, "");
    return [`\`${name}\``, description, `${source.title}, ${source.date}`];
  });
  const regions = [
    "`region`",
    limits.REGIONS.map((region) => `\`${region}\``).join(", "),
    "Scaleway's changelog, 2026-08-31",
  ];
  return table(["Name", "Limit", "Source"], [...rows, regions]);
}

function secretFilesTable() {
  const rows = SECRET_FILES.map(({ contents, names, only, except }) => {
    const rule = only
      ? `if they contain ${only.description}`
      : except
        ? `unless they contain ${except.description}`
        : "always";
    return [contents, names.map((name) => `\`${name}\``).join(", "), rule];
  });
  return table(["Contents", "Files", "Rejected"], rows);
}

function bindingsTable(version) {
  const { terraform, ...manifest } = JSON.parse(readFileSync("packages/provider-scaleway/package.json", "utf8"));
  if (manifest.version !== version)
    throw new Error(`docs/provider.md names ${version}; the bindings are of ${manifest.version}.`);
  const { resources, dataSources } = terraform;
  const prefixes = new Set([...resources, ...dataSources].map((type) => type.split("_")[1]));
  const rows = Array.from(prefixes, (prefix) => {
    const names = (types, start) =>
      types
        .filter((type) => type.split("_")[1] === prefix)
        .map((type) => `\`${start}${type.replace("scaleway_", "").replaceAll("_", "-")}\``)
        .join(", ");
    return [PRODUCTS[prefix] ?? prefix, names(resources, ""), names(dataSources, "data-scaleway-")];
  });
  return table(["Product", "Resources", "Data sources"], rows);
}

function manifestTable(kind) {
  return fieldsTable(fieldsJsonSchema(kind).properties.spec);
}

function settingsTable() {
  return fieldsTable(settingsJsonSchema());
}

function fieldsTable(schema) {
  const rows = fieldsOf(schema).map(([path, { isRequired, ...field }]) => {
    const fallback = isRequired ? "**required**" : "default" in field ? `\`${JSON.stringify(field.default)}\`` : "";
    return [`\`${path}\``, typeOf(field), fallback, field.description];
  });
  return table(["Field", "Type", "Default", "Description"], rows);
}

/** Each field with its path below spec, followed by the fields of mappings and of lists of mappings. */
function fieldsOf({ properties, required = [] }, prefix = "") {
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const isReference = field.properties?.valueFrom !== undefined;
    const inner = field.type === "array" ? field.items : field;
    const nested = inner.properties && !isReference ? fieldsOf(inner, `${path}${inner === field ? "" : "[]"}.`) : [];
    return [[path, { ...field, isRequired: required.includes(name) }], ...nested];
  });
}

function typeOf({ type, properties, items, minimum, maximum, not, minLength = 0, maxLength, pattern, ...field }) {
  if (field.enum?.length > 15) return "a name";
  if (field.const ?? field.enum) return (field.enum ?? [field.const]).map((value) => `\`${value}\``).join(", ");
  if (field.anyOf) return field.anyOf.map((each) => typeOf(each)).join(", or ");
  if (properties?.valueFrom) return "`value` or `valueFrom`";
  if (type === "array") return items.properties ? "a list" : "a list of texts";
  if (properties) return Object.keys(properties).length === 1 ? `\`${Object.keys(properties)[0]}\`` : "a mapping";
  if (type === "boolean") return "`true`, `false`";
  if (Array.isArray(type)) return "a number or text";
  if (type === "integer") {
    return `${minimum} to ${maximum}${not ? `, except ${not.enum.join(", ")}` : ""}`;
  }
  const length = maxLength === undefined ? "text" : `${minLength} to ${maxLength} characters`;
  return pattern === undefined ? length : `${length}, \`${pattern.replaceAll("|", "\\|")}\``;
}

function rulesTable() {
  const rows = RULES.map(({ id, severity, finds, why, todo }) => [`\`${id}\``, severity, finds, why, todo]);
  return table(["risk", "severity", "finds", "why", "what to do"], rows);
}

function floorsTable() {
  return table(
    ["Floor", "Contents"],
    FLOORS.map(({ path, holds }) => [`\`${path}\``, holds]),
  );
}

/** The operations of the local Scaleway, by product. */
function operationsTable() {
  const names = LOCAL_PRODUCTS.flatMap((routes) => Object.values(routes).map(([name]) => name));
  const all = [...names, ...SQS_ACTIONS.map((action) => `sqs ${action}`)].map((name) => name.split(" "));
  const products = [...new Set(all.map(([product]) => product))].sort();
  return table(
    ["Product", "Operations"],
    products.map((product) => [
      product,
      all
        .filter(([each]) => each === product)
        .map(([, operation]) => `\`${operation}\``)
        .join(", "),
    ]),
  );
}

/** Each code with its meaning, its fix, and the shortest of its messages. */
function codesTable(name) {
  const fixes = { ISSUE_CODES: ISSUE_FIXES, WARNINGS: WARNING_FIXES, INFOS: INFO_FIXES }[name];
  const rows = Object.entries({ ISSUE_CODES, WARNINGS, INFOS }[name]).map(([code, meaning]) => {
    const [example = ""] = messages
      .filter((message) => message.code === code)
      .map(({ text }) => text)
      .sort((a, b) => a.length - b.length);
    return [`\`${code}\``, meaning, fixes[code], example.replaceAll("|", "\\|").replaceAll("<", "\\<")];
  });
  return table(["Code", "Cause", "Fix", "Example"], rows);
}

function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
