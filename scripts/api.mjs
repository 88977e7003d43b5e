// npm run api:update: writes the public API of each entry point into api/*.api.md, from the declarations in dist/.
// npm run api:check: fails if a report is not current.
// Both fail if a public signature uses a type that its entry point does not export.
import { mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CompilerState, Extractor, ExtractorConfig } from "@microsoft/api-extractor";

const { name } = JSON.parse(readFileSync("package.json", "utf8"));
const ENTRIES = ["index", "review", "testing"];
const FOLDER = "api";
const isCheck = process.argv.includes("--check");
const compilerOptions = {
  target: "es2022",
  module: "node16",
  moduleResolution: "node16",
  lib: ["es2023"],
  types: [],
  strict: true,
  skipLibCheck: true,
  // The bindings are generated: they count as another package, and the reports only name them.
  paths: { [`${name}/provider/*`]: ["./node_modules/@cdktf/provider-scaleway/lib/*"] },
  preserveSymlinks: true,
};

mkdirSync(FOLDER, { recursive: true });
const configs = ENTRIES.map(configOf);
const additionalEntryPoints = configs.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath);
const compilerState = CompilerState.create(configs[0], { additionalEntryPoints });
const results = configs.map((config) =>
  Extractor.invoke(config, { compilerState, localBuild: !isCheck, printApiReportDiff: isCheck, messageCallback }),
);
if (isCheck && results.some(({ apiReportChanged }) => apiReportChanged)) {
  console.error("The API reports are not current. Run npm run api:update and commit the result.");
}
if (results.some(({ succeeded }) => !succeeded)) process.exitCode = 1;

function configOf(entry) {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve("package.json"),
    configObject: {
      projectFolder: process.cwd(),
      mainEntryPointFilePath: `<projectFolder>/dist/${entry}.d.ts`,
      newlineKind: "lf",
      compiler: { overrideTsconfig: { compilerOptions, files: ENTRIES.map((each) => `dist/${each}.d.ts`) } },
      apiReport: {
        enabled: true,
        reportFileName: `${entry}.api.md`,
        reportFolder: `<projectFolder>/${FOLDER}`,
        reportTempFolder: "<projectFolder>/coverage/api",
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: {
          default: { logLevel: "none" },
          "ae-forgotten-export": { logLevel: "error", addToApiReportFile: false },
        },
        tsdocMessageReporting: { default: { logLevel: "none" } },
      },
    },
  });
}

/** Drops API Extractor's own advice on reports: its commands are not ours. */
function messageCallback(message) {
  const isAdvice = /^console-(preamble|api-report-(not-copied|copied|created))$/.test(message.messageId);
  if (isAdvice) message.logLevel = "none";
}
