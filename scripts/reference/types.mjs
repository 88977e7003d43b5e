// Types as Markdown: code, in which the symbols of this library are links.

/** The values of the types that TypeScript writes out wherever they are used, by name. */
const valueTypes = new Map();

export function addValueType(name, values) {
  valueTypes.set(name, values);
}

/** The type in one piece of code, without links. `readonly` is omitted: it applies to every list and property. */
export function typeText(type) {
  return partsOf(type)
    .map(({ text }) => text)
    .join("");
}

/** The type as code with links, for a cell of a table or a list. */
export function typeMarkdown(type, linkTo) {
  const merged = [];
  for (const { text, name } of partsOf(type)) {
    const link = name && linkTo(name);
    const last = merged.at(-1);
    if (link === undefined && last !== undefined && last.link === undefined) last.text += text;
    else merged.push({ text, link });
  }
  return merged
    .filter(({ text }) => text !== "")
    .map(({ text, link }) => (link === undefined ? `\`${text}\`` : `[\`${text}\`](${link})`))
    .join("");
}

/** The names of the symbols of this library in a type, each once. */
export function namesIn(type) {
  return [...new Set(partsOf(type).flatMap(({ name }) => name ?? []))];
}

/** The inline object type in a type or its list, whose fields have rows of their own; undefined if there is none. */
export function inlineObject(type) {
  if (type?.type === "reflection" && type.declaration.children)
    return { suffix: "", children: type.declaration.children };
  if (type?.type === "typeOperator") return inlineObject(type.target);
  if (type?.type === "array") {
    const inner = inlineObject(type.elementType);
    return inner && { ...inner, suffix: `[]${inner.suffix}` };
  }
  if (isReadonlyType(type)) return inlineObject(type.typeArguments[0]);
  if (type?.type === "reference" && type.name === "Record") {
    const inner = inlineObject(type.typeArguments[1]);
    return inner && { ...inner, suffix: `.*${inner.suffix}` };
  }
  if (type?.type === "union") {
    const [only, ...others] = type.types.filter((each) => !isUndefined(each));
    return others.length === 0 ? inlineObject(only) : undefined;
  }
  return undefined;
}

export function isUndefined(type) {
  return type?.type === "intrinsic" && type.name === "undefined";
}

/** The type of an optional field, which includes `undefined`. */
export function withoutUndefined(type) {
  if (type?.type !== "union") return type;
  const types = type.types.filter((each) => !isUndefined(each));
  return types.length === 1 ? types[0] : { ...type, type: "union", types };
}

function isReadonlyType(type) {
  return type?.type === "reference" && type.name === "Readonly";
}

function partsOf(type) {
  switch (type.type) {
    case "union":
      return joined(unionParts(type.types), " | ");
    case "intersection":
      return joined(type.types.map(partsOf), " & ");
    case "array": {
      const inner = partsOf(type.elementType);
      const isSimple = ["reference", "intrinsic", "array"].includes(type.elementType.type);
      return isSimple ? [...inner, code("[]")] : [code("("), ...inner, code(")[]")];
    }
    case "typeOperator":
      return type.operator === "readonly" ? partsOf(type.target) : [code(`${type.operator} `), ...partsOf(type.target)];
    case "reference": {
      if (isReadonlyType(type)) return partsOf(type.typeArguments[0]);
      // A class of a provider may have the name of a symbol of this library.
      const name = { text: type.reflection?.name ?? type.name, name: type.reflection?.name };
      const inner = type.typeArguments ?? [];
      return inner.length === 0 ? [name] : [name, code("<"), ...joined(inner.map(partsOf), ", "), code(">")];
    }
    case "reflection":
      return objectParts(type.declaration);
    case "literal":
      return [code(typeof type.value === "string" ? JSON.stringify(type.value) : String(type.value))];
    case "indexedAccess":
      return [...partsOf(type.objectType), code("["), ...partsOf(type.indexType), code("]")];
    case "predicate":
      return [code(`${type.name} is `), ...partsOf(type.targetType)];
    default:
      return [code(type.toString())];
  }
}

/** The members in an order that does not depend on other code, as that of TypeScript does. */
function unionParts(types) {
  const values = types.map(({ value }) => value);
  const [name, own = []] = [...valueTypes].find(([, each]) => each.every((value) => values.includes(value))) ?? [];
  const others = types.filter(({ value }) => !own.includes(value)).map((type) => ({ type, parts: partsOf(type) }));
  const rank = ({ type }) => (isUndefined(type) || type.value === null ? 2 : type.type === "intrinsic" ? 0 : 1);
  const textOf = ({ parts }) => parts.map(({ text }) => text).join("");
  const sorted = others.sort((a, b) => rank(a) - rank(b) || (textOf(a) < textOf(b) ? -1 : 1)).map(({ parts }) => parts);
  return name === undefined ? sorted : [[{ text: name, name }], ...sorted];
}

function objectParts({ children = [], signatures = [], indexSignatures = [] }) {
  const functions = signatures.map(({ parameters = [], type }) => [
    code("("),
    ...joined(
      parameters.map((each) => [code(`${each.name}: `), ...partsOf(each.type)]),
      ", ",
    ),
    code(") => "),
    ...partsOf(type),
  ]);
  if (functions.length > 0) return functions[0];
  const keys = indexSignatures.map(({ parameters: [key], type }) => [
    code(`[${key.name}: `),
    ...partsOf(key.type),
    code("]: "),
    ...partsOf(type),
  ]);
  const fields = children
    .filter((each) => !isUndefined(withoutUndefined(each.type)))
    .map(({ name, flags, type }) => {
      const isOptional = flags.isOptional === true;
      return [code(`${name}${isOptional ? "?" : ""}: `), ...partsOf(isOptional ? withoutUndefined(type) : type)];
    });
  return [code("{ "), ...joined([...keys, ...fields], "; "), code(" }")];
}

function code(text) {
  return { text };
}

function joined(lists, separator) {
  return lists.flatMap((parts, index) => (index === 0 ? parts : [code(separator), ...parts]));
}
