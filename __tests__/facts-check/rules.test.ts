import * as fc from "fast-check";
import { parseRules } from "../../scripts/facts/rules";
import { propertyRuns } from "../helpers/property-runs";

const literal = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string(), fc.boolean());
const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9]{0,9}$/);

test("reads every literal that JSON has, as the code would give it", () => {
  fc.assert(
    fc.property(fc.dictionary(name, fc.dictionary(name, literal, { maxKeys: 4 }), { maxKeys: 4 }), (fields) => {
      const rules = parseRules("sample.js", `export const Request = ${JSON.stringify(fields)}`);
      const actual = [...(rules.get("Request") ?? [])];
      // JSON has no -0.
      expect(JSON.stringify(actual)).toBe(JSON.stringify(Object.entries(fields)));
    }),
    { numRuns: propertyRuns(60) },
  );
});
