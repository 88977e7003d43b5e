// npm run test:cdktn: the same tests on cdktn, CDKTF's successor.
const { moduleNameMapper, ...config } = require("./jest.config.js");

/** @type {import("jest").Config} */
module.exports = {
  ...config,
  globals: { ENGINE: "cdktn" },
  moduleNameMapper: { "^cdktf$": "cdktn", ...moduleNameMapper },
};
