import fc from "fast-check";
import { withEngineNames } from "../../lib/init/engine";

describe("the names of cdktn replace", () => {
  test.each([
    ['import { App } from "cdktf";', 'import { App } from "cdktn";'],
    ["import * as cdktf from 'cdktf'; cdktf.Token;", "import * as cdktn from 'cdktn'; cdktn.Token;"],
    ["npm install cdktf@0.21 cdktf-cli@0.21.0", "npm install cdktn@0.24 cdktn-cli@0.24.0"],
    ['"cdktf": "0.21.0",', '"cdktn": "0.24.0",'],
    ['"cdktf": "^0.21.0",', '"cdktn": "^0.24.0",'],
    ["cdktf-scaleway-containers-0.21.0.tgz", "cdktn-scaleway-containers-0.21.0.tgz"],
    ["Run cdktf. Then `npx cdktf diff`.", "Run cdktn. Then `npx cdktn diff`."],
    ["[CDKTF](https://github.com/hashicorp/terraform-cdk)", "[CDKTN](https://github.com/open-constructs/cdk-terrain)"],
    ["CDKTF's CLI\r\ncdktf", "CDKTN's CLI\r\ncdktn"],
  ])("those in %j", (text, expected) => {
    expect(withEngineNames(text, "cdktn")).toBe(expected);
    expect(withEngineNames(text, "cdktf")).toBe(text);
  });

  test.each([
    "cdktf.json, cdktf.out/stacks and cdktf.tfstate.d",
    "/(?:cdktf\\.out|cdktf\\.json)/",
    "process.env.CDKTF_OUTDIR, CDKTF_CONTEXT_JSON",
    "@cdktf/provider-docker",
    "element.cdktfStack, cdktf_version, cdktfVersion",
    "cdktf 0.21 and its successor cdktn 0.24",
    "scaleway = 0.21",
  ])("nothing in %j", (text) => {
    expect(withEngineNames(text, "cdktn")).toBe(text);
  });

  test("each name in each line by itself, and a second time changes nothing", () => {
    const words = fc.constantFrom("cdktf", "cdktn", "CDKTF", "cdktf.out", '"cdktf"', " ", "@", "x", "-", ".");
    fc.assert(
      fc.property(fc.array(fc.array(words).map((all) => all.join(""))), (lines) => {
        const changed = withEngineNames(lines.join("\n"), "cdktn");
        expect(changed).toBe(lines.map((line) => withEngineNames(line, "cdktn")).join("\n"));
        expect(withEngineNames(changed, "cdktn")).toBe(changed);
      }),
    );
  });
});
