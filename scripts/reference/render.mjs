// A symbol as a section of a page of the reference.
import { ReflectionKind } from "typedoc";
import { commentText, tagTexts } from "./comments.mjs";
import { inlineObject, isUndefined, namesIn, typeMarkdown, typeText, withoutUndefined } from "./types.mjs";

/** The names of interfaces that users pass to this library. Each of their optional fields has a default. */
const INPUT = /(?:Props|Options|Attributes|Parts)$/;
const CALLABLE = ReflectionKind.Method | ReflectionKind.Constructor | ReflectionKind.Function;

/**
 * The sections of the symbols with a name: a constant with factories may have a type with its name.
 * @param linkTo the link to a symbol from the page; undefined if the symbol is not of this library
 * @param undocumented the list to which the names of symbols without a docstring are added
 * @param codes the codes of the errors that the symbol throws
 */
export function section(reflections, { linkTo, undocumented, codes }) {
  const context = { linkTo, undocumented };
  const [{ name }] = reflections;
  const errors = codes.map((code) => `\`${code}\``).join(", ");
  return [
    `## ${name}`,
    ...reflections.flatMap((each) => bodyOf(each, context)),
    ...(codes.length === 0
      ? []
      : [`**Error codes** of ${name}, beside the [common codes](README.md#error-codes): ${errors}.`]),
  ].join("\n\n");
}

/** The first sentence of a docstring, for the index. */
export function firstSentence({ comment, signatures }, linkTo) {
  const text = commentText((comment ?? signatures?.[0].comment)?.summary ?? [], linkTo);
  return /^.*?(?<!\b(?:e\.g|i\.e))[.:](?=\s|$)/s.exec(text)?.[0].replaceAll("\n", " ").replace(/:$/, ".") ?? text;
}

function bodyOf(reflection, context) {
  switch (reflection.kind) {
    case ReflectionKind.Class:
    case ReflectionKind.Interface:
      return typeBody(reflection, context);
    case ReflectionKind.TypeAlias:
      return aliasBody(reflection, context);
    case ReflectionKind.Variable:
      return constantBody(reflection, context);
    default:
      return ["Function.", ...callableBody(reflection, reflection.name, context)];
  }
}

function typeBody(reflection, context) {
  const { name, extendedTypes = [], implementedTypes = [], children = [] } = reflection;
  const isClass = reflection.kind === ReflectionKind.Class;
  const list = (types) => types.map((type) => typeMarkdown(type, context.linkTo)).join(", ");
  const kind = [
    `${reflection.flags.isAbstract ? "Abstract class" : isClass ? "Class" : "Interface"}`,
    ...(extendedTypes.length > 0 ? [`extends ${list(extendedTypes)}`] : []),
    ...(implementedTypes.length > 0 ? [`implements ${list(implementedTypes)}`] : []),
  ].join(", ");
  // A class repeats what it inherits from a class of this library. An interface refers to what it extends.
  const own = children.filter((member) => !isForbidden(member) && (isClass || member.inheritedFrom === undefined));
  const callables = own.filter((member) => member.kindOf(CALLABLE));
  const order = (member) => (member.kindOf(ReflectionKind.Constructor) ? 0 : member.flags.isStatic ? 1 : 2);
  return [
    `${kind}.`,
    ...description({ comment: reflection.comment, extendedTypes, needsExample: isClass }, name, context),
    ...propertyTable(
      own.filter((member) => !member.kindOf(CALLABLE)),
      name,
      context,
    ),
    ...[...callables]
      .sort((a, b) => order(a) - order(b))
      .flatMap((member) => {
        const isConstructor = member.kindOf(ReflectionKind.Constructor);
        const full = isConstructor ? `new ${name}` : `${name}.${member.name}`;
        return [`### ${full}()`, ...callableBody(member, full, context)];
      }),
  ];
}

/** A field that an alternative of a union must not have. */
function isForbidden({ type }) {
  return isUndefined(withoutUndefined(type)) || (type?.type === "union" && type.types.every(isUndefined));
}

function aliasBody(reflection, context) {
  const { name, type } = reflection;
  const members = type.type === "union" ? type.types.map(typeText) : [typeText(type)];
  const text = members.join(" | ");
  const lines = text.length > 90 ? `\n${members.map((each) => `  | ${each}`).join("\n")}` : ` ${text}`;
  const links = linkedTypes(type, context);
  return [
    "Type.",
    ...description(reflection, name, context),
    fence(`type ${name} =${lines};`),
    ...(links === "" ? [] : [`See ${links}.`]),
  ];
}

function constantBody(reflection, context) {
  const { name, type } = reflection;
  const members = type.type === "reflection" ? (type.declaration.children ?? []) : [];
  const factories = members.filter((member) => member.kindOf(CALLABLE));
  return [
    "Constant.",
    ...description(reflection, name, context),
    ...(members.length === 0 ? [fence(`const ${name}: ${typeText(type)};`)] : []),
    ...factories.flatMap((member) => [
      `### ${name}.${member.name}()`,
      ...callableBody(member, `${name}.${member.name}`, context),
    ]),
  ];
}

function callableBody(reflection, fullName, context) {
  return reflection.signatures.flatMap((signature) => {
    const { parameters = [], type, comment } = signature;
    const isConstructor = signature.kindOf(ReflectionKind.ConstructorSignature);
    // A function, a static method, or a function of a constant.
    const isFactory = reflection.flags.isStatic || !reflection.parent.kindOf(ReflectionKind.ClassOrInterface);
    const text = parameters
      .map(({ name, flags, type: each, defaultValue }) => {
        const isOptional = flags.isOptional || defaultValue !== undefined;
        const rest = flags.isRest ? "..." : "";
        return `${rest}${name}${isOptional ? "?" : ""}: ${typeText(isOptional ? withoutUndefined(each) : each)}`;
      })
      .join(", ");
    const modifier = reflection.flags.isProtected ? "protected " : reflection.flags.isStatic ? "static " : "";
    const rows = parameters
      .map(({ name, type: each, comment: words }) => [
        name,
        linkedTypes(each, context),
        commentText(words?.summary ?? [], context.linkTo),
      ])
      .filter(([, links, words]) => links !== "" || words !== "")
      .map(([name, links, words]) => `- \`${name}\`: ${[links, words && sentence(words)].filter(Boolean).join(", ")}`);
    const returns = tagTexts(comment, "@returns", context.linkTo);
    const returned = isConstructor || returns.length === 0 ? "" : `**Returns** ${sentence(returns.join(" "))}`;
    return [
      fence(isConstructor ? `${fullName}(${text})` : `${modifier}${signature.name}(${text}): ${typeText(type)}`),
      ...description({ comment, isOptional: isConstructor, needsExample: isFactory }, fullName, context),
      ...(rows.length === 0 ? [] : [rows.join("\n")]),
      ...(returned === "" ? [] : [returned]),
      ...throwsOf(comment, context),
    ].filter((part) => part !== "");
  });
}

function linkedTypes(type, { linkTo }) {
  return namesIn(type)
    .map((name) => `[\`${name}\`](${linkTo(name)})`)
    .join(", ");
}

function throwsOf(comment, { linkTo }) {
  return tagTexts(comment, "@throws", linkTo).map((text) => {
    const linked = text.replaceAll(
      /(?<!`)\b(ValidationError|SecretInReportError)\b(?!`)/g,
      (name) => `[\`${name}\`](${linkTo(name)})`,
    );
    return `**Throws** ${sentence(linked)}`;
  });
}

function description({ comment, extendedTypes = [], isOptional, needsExample }, fullName, { linkTo, undocumented }) {
  const text = commentText(comment?.summary ?? [], linkTo);
  // TypeDoc copies the docstring of a parent.
  const isCopied = extendedTypes.some((each) => commentText(each.reflection?.comment?.summary ?? [], linkTo) === text);
  if ((text === "" || isCopied) && !isOptional) undocumented.push(fullName);
  const examples = tagTexts(comment, "@example", linkTo);
  if (examples.length === 0 && needsExample) undocumented.push(`${fullName} (@example)`);
  return [...(text === "" ? [] : [text]), ...examples];
}

/** The properties. Input has a column with defaults; in output, a property that may be missing has a question mark. */
function propertyTable(members, owner, context) {
  const rows = members.flatMap((member) => propertyRows(member, owner, "", context));
  if (rows.length === 0) return [];
  const isInput = INPUT.test(owner) || rows.some(({ fallback }) => fallback !== "");
  const head = ["Name", "Type", ...(isInput ? ["Default"] : []), "Description"];
  const cells = rows.map(({ name, type, isOptional, fallback, text }) =>
    isInput
      ? [`\`${name}\``, type, isOptional ? fallback : "**required**", text]
      : [`\`${name}${isOptional ? "?" : ""}\``, type, text],
  );
  const table = [head, head.map(() => "---"), ...cells].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
  const withExamples = rows.filter(({ examples }) => examples.length > 0);
  // Examples of fields are fragments of one object.
  const fragments = withExamples.flatMap(({ examples }) =>
    examples.map((block) => block.replaceAll(/^```.*\n?/gm, "").trimEnd()),
  );
  const examples =
    withExamples.length === 0
      ? []
      : INPUT.test(owner)
        ? ["Examples of fields:", fence(fragments.map((fragment) => `${fragment},`).join("\n"))]
        : withExamples.flatMap(({ name, examples: blocks }) => [`Example of \`${name}\`:`, ...blocks]);
  return [table, ...examples];
}

/** The row of a property, and those of the fields of its inline object type. */
function propertyRows(member, owner, prefix, context) {
  const { linkTo, undocumented } = context;
  const { name, flags, getSignature } = member;
  const comment = getSignature?.comment ?? member.comment;
  const declared = getSignature?.type ?? member.type;
  const isOptional = flags.isOptional === true;
  const type = isOptional ? withoutUndefined(declared) : declared;
  const path = `${prefix}${name}`;
  const text = commentText(comment?.summary ?? [], linkTo);
  const [fallback = ""] = tagTexts(comment, "@default", linkTo);
  if (text === "") undocumented.push(`${owner}.${path}`);
  if (isOptional && INPUT.test(owner) && fallback === "") undocumented.push(`${owner}.${path} (@default)`);
  const inner = inlineObject(type);
  const row = {
    name: path,
    type: inner ? `\`{ … }${inner.suffix.replaceAll(/\.\*/g, "")}\`` : typeMarkdown(type, linkTo),
    isOptional,
    fallback: defaultText(fallback),
    text: [flags.isStatic ? "Static." : "", flags.isProtected ? "Protected." : "", text].filter(Boolean).join(" "),
    examples: tagTexts(comment, "@example", linkTo),
  };
  const fields = (inner?.children ?? []).filter((each) => !isForbidden(each));
  return [row, ...fields.flatMap((each) => propertyRows(each, owner, `${path}${inner.suffix}.`, context))];
}

/** `@default` is a value, or behaviour after a hyphen. */
function defaultText(text) {
  if (text.startsWith("- ")) return text.slice(2);
  return text === "" || text.startsWith("`") ? text : `\`${text}\``;
}

function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}

function sentence(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function fence(text) {
  return `\`\`\`ts\n${text}\n\`\`\``;
}
