import { runInNewContext } from "node:vm";
import { transformSync } from "@swc/core";
import { text, type Block } from "../helpers/provider-package";

// Jest does not load ES modules.
const { code } = transformSync(text("lazy-blocks.mjs"), { module: { type: "commonjs" } });
const { makeLazy } = runInNewContext(`${code}\nexports`, { exports: {} }) as {
  makeLazy: (source: string, block: Block) => string;
};

describe("the step that makes blocks lazy", () => {
  const field = `    _probe = new ProbeOutputReference(this, "probe");`;
  const owner = `class Owner extends cdktf.TerraformResource {
    constructor(scope, id, config) {
        this._probe.internalValue = config.probe;
    }
${field}
    get probe() {
        return this._probe;
    }
    resetProbe() {
        this._probe.internalValue = undefined;
    }
    synthesizeAttributes() {
        return { probe: probeToTerraform(this._probe.internalValue) };
    }
}
`;
  const block: Block = { block_types: { probe: { nesting_mode: "single", block: {} } } };

  test("creates a getter in place of a field, when the code has the known shape", () => {
    expect(makeLazy(owner, block)).toMatchInlineSnapshot(`
     "class Owner extends cdktf.TerraformResource {
         constructor(scope, id, config) {
             if (config.probe !== undefined || this._lazy_probe !== undefined) (this._lazy_probe ??= Object.create(ProbeOutputReference.prototype)).internalValue = config.probe;
         }
         _lazy_probe;
         get _probe() {
             const held = this._lazy_probe;
             if (held?.terraformResource !== undefined) return held;
             this._lazy_probe = new ProbeOutputReference(this, "probe");
             if (held !== undefined) this._lazy_probe.internalValue = held.internalValue;
             return this._lazy_probe;
         }
         get probe() {
             return this._probe;
         }
         resetProbe() {
             if (this._lazy_probe !== undefined) this._lazy_probe.internalValue = undefined;
         }
         synthesizeAttributes() {
             return { probe: probeToTerraform(this._lazy_probe?.internalValue) };
         }
     }
     "
    `);
  });

  test("leaves a field of the same name in another class alone", () => {
    const other =
      "class Other extends cdktf.ComplexObject {\n    _probe;\n    get probeInput() {\n        return this._probe;\n    }\n}\n";
    expect(makeLazy(owner + other, block)).toBe(makeLazy(owner, block) + other);
  });

  test.each([
    ["there is nothing to transform", owner, {}, "1 nested-block fields in the generated code, 0 in schema.json"],
    ["no field matches", owner.replace(field, "    #probe;"), block, "0 nested-block fields"],
    ["a field is private", owner.replace("    _probe =", "    #probe ="), block, "0 nested-block fields"],
    ["a field is indented otherwise", owner.replace(field, field.slice(2)), block, "0 nested-block fields"],
    [
      "a field spans lines",
      owner.replace('(this, "probe")', '(this,\n        "probe")'),
      block,
      "0 nested-block fields",
    ],
    ["a field is set in the constructor", owner.replace(field, "    _probe;"), block, "0 nested-block fields"],
    [
      "the schema has another block",
      owner,
      { block_types: { ...block.block_types, cron: { nesting_mode: "list" as const, block } } },
      "1 nested-block fields in the generated code, 3 in schema.json",
    ],
    [
      "a block is replaced",
      owner.replace("this._probe.internalValue = config.probe", "this._probe = config.probe"),
      block,
      "_probe = config.probe",
    ],
    [
      "a block is passed on",
      owner.replace("return this._probe;", "return wrap(this._probe);"),
      block,
      "wrap(this._probe)",
    ],
    [
      "a block is read by name",
      owner.replace("return this._probe;", 'return this["_probe"];'),
      block,
      'this["_probe"]',
    ],
    [
      "a block has another verb",
      owner.replace("._probe.internalValue = undefined", "._probe.reset()"),
      block,
      "this._probe.reset()",
    ],
    [
      "a write is part of an expression",
      owner
        .replace("internalValue = undefined;", "internalValue = undefined, 1;")
        .replace(
          "        this._probe.internalValue = undefined",
          "        return this._probe.internalValue = undefined",
        ),
      block,
      "return this._probe.internalValue",
    ],
    [
      "no accessor returns the block",
      owner.replace("return this._probe;", "return undefined;"),
      block,
      "no accessor returns",
    ],
  ])("fails, when %s", (_, source, of, message) => {
    expect(() => makeLazy(source, of)).toThrow(message);
  });
});
