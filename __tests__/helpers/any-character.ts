import fc from "fast-check";

const SURROGATES = 0x800;
/** The unit "binary" of fast-check, without its table of a million characters, which takes seconds to fill. */
export const anyCharacter = fc.nat(0x10ffff - SURROGATES).map(
  (index) => String.fromCodePoint(index < 0xd800 ? index : index + SURROGATES),
  (character) => {
    const code = String(character).codePointAt(0) ?? NaN;
    if (Number.isNaN(code) || String.fromCodePoint(code) !== character) throw new Error("not one character");
    return code < 0xd800 ? code : code - SURROGATES;
  },
);
