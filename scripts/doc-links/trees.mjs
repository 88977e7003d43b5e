import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { CI_OPTIONS } from "../../lib/init/ci-systems.ts";
import { ENGINES, libraryName, withEngineNames } from "../../lib/init/engine.ts";
import { createProject } from "../../lib/init/project.ts";
import { SAME_FOR_BOTH_ENGINES } from "../engine-names.mjs";

/** Text that can refer to pages. */
const TEXT = /\.(?:md|ts|mjs|js|json|ya?ml|sh)$/;
/** Tests contain paths that do not exist, and generated files no links of their own. Templates are checked as projects. */
const WITHOUT_LINKS =
  /(?:^|\/)__tests__\/|^(?:api|templates)\/|\.snap$|^package-lock\.json$|schema\.json$|cdk\.tf\.json$/;

/** The files in git, and new ones that git does not ignore. */
export function repositoryTree() {
  const output = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
  });
  const files = output.split("\0").filter((file) => file !== "" && existsSync(file));
  return { ...treeOf("repository", ".", files), files: new Set([...files, ...installed(published(files))]) };
}

/** The package of an engine, as npm publishes it. */
export function packageTree(repository, engine) {
  const name = libraryName(engine);
  const files = published([...repository.files]);
  const texts = files
    .filter((file) => repository.texts.has(file))
    .map((file) => {
      const text = repository.texts.get(file);
      return [file, SAME_FOR_BOTH_ENGINES.test(file) ? text : withEngineNames(text, engine)];
    });
  return { name, texts: new Map(texts), files: new Set([...files, ...installed(files)]) };
}

/** The package of the local Scaleway. */
export function localPackageTree() {
  return treeOf("local-scaleway", "packages/local-scaleway", ["README.md", "CHANGELOG.md", "package.json"]);
}

/** The new projects of `init`, with the package in node_modules. */
export function projectTrees(repository) {
  const packageFiles = installed(published([...repository.files]));
  const linked = new Map(
    packageFiles.flatMap((file) => {
      const text = repository.texts.get(file.split("/").slice(2).join("/"));
      return text === undefined ? [] : [[file, text]];
    }),
  );
  return [false, true].flatMap((manifest) =>
    CI_OPTIONS.flatMap((ci) =>
      [false, true].map((e2e) => {
        const folder = mkdtempSync(join(tmpdir(), "doc-links-"));
        try {
          createProject(folder, { manifest, ci, e2e, name: "order-api", region: "fr-par" });
          const name = ["init", manifest && "--manifest", `--ci ${ci}`, e2e && "--e2e"].filter(Boolean).join(" ");
          const tree = treeOf(name, folder, filesIn(folder));
          return { ...tree, files: new Set([...tree.files, ...packageFiles]), linked };
        } finally {
          rmSync(folder, { recursive: true });
        }
      }),
    ),
  );
}

function treeOf(name, folder, files) {
  const texts = files
    .filter((file) => TEXT.test(file) && !WITHOUT_LINKS.test(file))
    .map((file) => [file, readFileSync(join(folder, file), "utf8")]);
  return { name, texts: new Map(texts), files: new Set(files) };
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join("/"));
}

/** The files that npm publishes. */
function published(files) {
  const entries = JSON.parse(readFileSync("package.json", "utf8")).files;
  const included = ["README.md", "LICENSE", "package.json", ...entries.filter((entry) => !entry.startsWith("!"))];
  const excluded = entries.filter((entry) => entry.startsWith("!")).map((entry) => entry.slice(1));
  const isIn = (file, list) => list.some((entry) => file === entry || file.startsWith(`${entry}/`));
  return files.filter((file) => isIn(file, included) && !isIn(file, excluded));
}

/** The files of the package in a project that installs it. */
function installed(files) {
  return ENGINES.flatMap((engine) => files.map((file) => `node_modules/${libraryName(engine)}/${file}`));
}
