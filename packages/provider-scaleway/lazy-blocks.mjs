// Makes the nested blocks of a generated binding lazy: each is created at its first use, not in the constructor of its owner.
// A block costs one capture of the whole stack, and most blocks of most resources are never used. Output of synth: the same.

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
      const [text, names] = makeClassLazy(part);
      fields += names.length;
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
  const names = [];
  let text = source.replace(/^ {4}(_\w+) = (new [\w.]+\(this, .*\));$/gm, (_, name, creation) => {
    names.push(name);
    return `    _lazy${name};\n    get ${name}() {\n        return (this._lazy${name} ??= ${creation});\n    }`;
  });
  for (const name of names) {
    text = text
      // A write needs the block when there is a value to set, or an earlier one to take back.
      .replace(new RegExp(`^( *)(this\\.${name}\\.internalValue = (.*);)$`, "gm"), (_, indent, write, value) => {
        const given = value === "undefined" ? "" : `${value} !== undefined || `;
        return `${indent}if (${given}this._lazy${name} !== undefined) ${write}`;
      })
      // A block that was never created has no value to read.
      .replace(new RegExp(`this\\.${name}\\??\\.internalValue(?! =)`, "g"), `this._lazy${name}?.internalValue`);
    refuseOtherUses(text, name);
  }
  return [text, names];
}

function refuseOtherUses(text, name) {
  const known = [
    new RegExp(`^ {4}get ${name}\\(\\) \\{$`),
    new RegExp(`^ {8}return this\\.${name};$`),
    new RegExp(`^ *if \\(.*this\\._lazy${name} !== undefined\\) this\\.${name}\\.internalValue = (?!.*${name}\\b).*;$`),
  ];
  const uses = text.split("\n").filter((line) => new RegExp(`(?<!\\w)${name}\\b`).test(line));
  const other = uses.find((line) => !known.some((shape) => shape.test(line)));
  if (other !== undefined) throw new Error(`a use of the nested block ${name} of unknown shape: ${other.trim()}`);
  if (!uses.some((line) => known[1].test(line))) throw new Error(`no accessor returns the nested block ${name}`);
}
