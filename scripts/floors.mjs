// The floors of lib/ from the top down. A file imports from its own floor and from those below, types included.
// The rules of dependency-cruiser and the table in docs/architecture.md are made from this list.
export const FLOORS = [
  ["lib/*.ts", "the entry points: `index`, `review`, `testing`"],
  ["lib/cli", "argument tables, output and exit codes; decides nothing"],
  ["lib/init", "new projects from the templates; only `init` needs it, and it needs no other floor but facts and base"],
  ["lib/lock", "what `lock` does: the images in use, comparison, history, rollback, build metadata"],
  ["lib/manifest", "OpenMCF documents to stacks"],
  ["lib/review", "plan JSON to a report; `plan-review.ts` is its face, `stacks.ts` runs Terraform"],
  ["lib/constructs", "the constructs, one a file; `container/` and `mnq/` have folders of their own"],
  ["lib/images", "sources of images: registry, tag, lock file, directory"],
  ["lib/contracts", "the interfaces that users implement, and their schemas"],
  ["lib/secrets", "`SecretValue`, and the fields that accept one"],
  ["lib/schema", "fields, `parse`, identifiers"],
  ["lib/terraform", "templates, expressions, stack checks, warnings"],
  ["lib/yaml", "YAML documents with positions"],
  ["lib/registry", "the client of image registries; uses no CDKTF"],
  ["lib/facts", "every number once, with its source and date"],
  ["lib/base", "errors, text, objects, files, image references"],
];
/** Inside lib/review. */
export const REVIEW_FLOORS = ["*.ts", "report", "rules", "analysis", "plan"];
