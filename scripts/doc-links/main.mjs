// npm run docs:check: finds dead links, pages that are too long, and pages that the index does not lead to: in the repository, in both
// packages and in new projects.
import { checkLinks, checkPages } from "./check.mjs";
import { localPackageTree, packageTree, projectTrees, repositoryTree } from "./trees.mjs";

const repository = repositoryTree();
const packages = [packageTree(repository, "cdktf"), packageTree(repository, "cdktn"), localPackageTree()];
const found = [
  ...[repository, ...packages, ...projectTrees(repository)].map((tree) => [tree.name, checkLinks(tree)]),
  [repository.name, checkPages(repository)],
];
/** A link that is dead in several trees is printed once. */
const lines = new Map();
for (const [tree, problems] of found) {
  for (const { code, place, detail } of problems) {
    const line = `error[${code}]: ${place}: ${detail}`;
    if (!lines.has(line)) lines.set(line, tree === repository.name ? line : `${line} (in ${tree})`);
  }
}
for (const line of lines.values()) console.error(line);
if (lines.size > 0) process.exitCode = 1;
