const { default: Sequencer } = require("@jest/test-sequencer");

/** From the longest on. Without times of an earlier run Jest goes by the size of files, which says nothing of these. */
const SLOWEST = [
  "manifest/properties.test.ts",
  "properties.test.ts",
  "provider-scaleway/generate.test.ts",
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
