// npm run test:cdktn: the same tests on cdktn, CDKTF's successor.
const { moduleNameMapper, ...config } = require("./jest.config.js");

// These parts do not use the engine: they would take as long again.
const WITHOUT_ENGINE = [
  "<rootDir>/__tests__/(?:base|facts|init|lock|registry|review|yaml)/",
  "<rootDir>/__tests__/cli/(?:init|local|lock|review)",
  "<rootDir>/packages/local-scaleway/",
  "<rootDir>/__tests__/provider-scaleway/(?:generate|lazy-blocks)",
];

/** @type {import("jest").Config} */
module.exports = {
  ...config,
  globals: { ENGINE: "cdktn" },
  testPathIgnorePatterns: WITHOUT_ENGINE,
  moduleNameMapper: { "^cdktf$": "cdktn", ...moduleNameMapper },
};
