const typescript = { parser: { syntax: "typescript" }, target: "es2022" };

/** @type {import("jest").Config} */
module.exports = {
  testMatch: ["<rootDir>/{__tests__,examples,templates,packages/local-scaleway/__tests__}/**/*.test.ts"],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: typescript, module: { type: "commonjs" } }] },
  moduleNameMapper: {
    "^archiver$": "<rootDir>/__tests__/helpers/no-archiver.js",
    "^cdktf-scaleway-containers$": "<rootDir>/lib",
    "^local-scaleway$": "<rootDir>/packages/local-scaleway/src",
    // Dynamic imports name the compiled file.
    "^(\\./commands/[\\w-]+)\\.js$": "$1",
    "^(\\./failed)\\.js$": "$1",
    "^(.*/lib/registry/credentials)\\.js$": "$1",
    // Rules of one's own are imported by their URL, which becomes require() here.
    "^file://(.*)$": "$1",
    "^cdktf-scaleway-containers/(review|testing)$": "<rootDir>/lib/$1",
    "^cdktf-scaleway-containers/provider/(.*)$": "<rootDir>/packages/provider-scaleway/lib/$1",
  },
  globals: { ENGINE: "cdktf" },
  testEnvironment: "<rootDir>/__tests__/helpers/environment.js",
  setupFiles: ["<rootDir>/__tests__/helpers/fast-constructs.js"],
  setupFilesAfterEnv: ["<rootDir>/__tests__/helpers/setup.ts"],
  modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/cdktf.out", "<rootDir>/templates/.*/package\\.json"],
  // Jest leaves one core idle, which is half of a machine with two.
  maxWorkers: "100%",
  // Some start processes, which a busy machine keeps waiting.
  testTimeout: 60_000,
  // Tests of a server run it in a process of its own.
  collectCoverageFrom: ["lib/**/*.ts", "!lib/cli/local/serve.ts"],
  coverageThreshold: { global: { lines: 95, branches: 95 } },
};
