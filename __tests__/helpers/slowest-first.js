const { default: Sequencer } = require("@jest/test-sequencer");

/** The longest first. Without the times of an earlier run Jest sorts by file size. */
const SLOWEST = [
  "manifest/any-input.test.ts",
  "properties.test.ts",
  "manifest/properties.test.ts",
  "provider-scaleway/generate.test.ts",
  "cli/program.test.ts",
  "review/analysis/owners.test.ts",
  "messages/catalogue.test.ts",
  "examples.test.ts",
  "review/shapes.test.ts",
  "cli/init-gitlab.test.ts",
  "cli/lock-history.test.ts",
  "cli/init-workflows.test.ts",
  "cli/init-github.test.ts",
  "images/build-context.test.ts",
  "images-docs.test.ts",
];

/** Starts the slowest files first, so that the workers end at the same time. */
module.exports = class SlowestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const index = SLOWEST.findIndex((file) => path.endsWith(`/__tests__/${file}`));
      return index < 0 ? SLOWEST.length : index;
    };
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
};
