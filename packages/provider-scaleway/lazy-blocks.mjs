// Makes the nested blocks of a generated binding lazy: each is created when its attributes are first read, not in the
// constructor of its owner. A block costs one capture of the whole stack, and hardly any is read. Output of synth: the same.

/** The nested-block fields that the code of a schema's block must have: found in schema.json, not in the code. */
export function countFields({ attributes = {}, block_types: blocks = {} }) {
  const own = Object.values(attributes).map(({ type, optional }) => (optional ? 0 : countTypeFields(type)));
  const nested = Object.values(blocks).map(({ block }) => 1 + countFields(block));
  return [...own, ...nested].reduce((sum, count) => sum + count, 0);
}

function countTypeFields(type) {
  if (!Array.isArray(type)) return 0;
  const [collection, item] = type;
  if (collection === "map") return 1;
  if (item[0] !== "object") return 0;
  return Object.values(item[1]).reduce((sum, inner) => sum + countTypeFields(inner), 1);
}

/** The lazy form of a binding's JavaScript. Throws when the code has another shape than the one known here. */
export function makeLazy(source, block) {
  let fields = 0;
  const lazy = source
    .split(/^(?=class )/m)
    .map((part) => {
      const [text, count] = makeClassLazy(part);
      fields += count;
      return text;
    })
    .join("");
  const expected = countFields(block);
  if (fields !== expected) {
    throw new Error(`${fields} nested-block fields in the generated code, ${expected} in schema.json`);
  }
  return lazy;
}

function makeClassLazy(source) {
  const types = new Map();
  let text = source.replace(/^ {4}(_\w+) = new ([\w.]+)(\(this, .*\));$/gm, (_, name, type, parameters) => {
    types.set(name, type);
    return `    _lazy${name};
    get ${name}() {
        const held = this._lazy${name};
        if (held?.terraformResource !== undefined) return held;
        this._lazy${name} = new ${type}${parameters};
        if (held !== undefined) this._lazy${name}.internalValue = held.internalValue;
        return this._lazy${name};
    }`;
  });
  for (const [name, type] of types) {
    text = text
      .replace(new RegExp(`^( *)this\\.${name}\\.internalValue = undefined;$`, "gm"), (_, indent) => {
        return `${indent}if (this._lazy${name} !== undefined) this._lazy${name}.internalValue = undefined;`;
      })
      // A value is held by an object of the same class that knows no resource, and so captured no stack.
      .replace(new RegExp(`^( *)this\\.${name}\\.internalValue = (.*);$`, "gm"), (_, indent, value) => {
        const held = `(this._lazy${name} ??= Object.create(${type}.prototype))`;
        return `${indent}if (${value} !== undefined || this._lazy${name} !== undefined) ${held}.internalValue = ${value};`;
      })
      // A block that was never written has no value to read.
      .replace(new RegExp(`this\\.${name}\\??\\.internalValue(?! =)`, "g"), `this._lazy${name}?.internalValue`);
    refuseOtherUses(text, name);
  }
  return [text, types.size];
}

function refuseOtherUses(text, name) {
  const known = [new RegExp(`^ {4}get ${name}\\(\\) \\{$`), new RegExp(`^ {8}return this\\.${name};$`)];
  const uses = text.split("\n").filter((line) => new RegExp(`(?<!\\w)${name}\\b`).test(line));
  const other = uses.find((line) => !known.some((shape) => shape.test(line)));
  if (other !== undefined) throw new Error(`a use of the nested block ${name} of unknown shape: ${other.trim()}`);
  if (!uses.some((line) => known[1].test(line))) throw new Error(`no accessor returns the nested block ${name}`);
}
