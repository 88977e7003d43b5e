// The floors of lib/, from the top down. A file imports from its own floor and from the floors below it, types included.
// .dependency-cruiser.mjs makes the lint rules from this list, scripts/docs.mjs the table in docs/architecture.md.
export const FLOORS = [
  { path: "lib/*.ts", holds: "The entry points `index`, `review` and `testing`." },
  { path: "lib/cli", holds: "Argument tables, output and exit codes. It decides nothing." },
  { path: "lib/init", holds: "New projects from the templates, for the command `init`." },
  { path: "lib/lock", holds: "The command `lock`: images in use, comparison, history, rollback, build metadata." },
  { path: "lib/manifest", holds: "OpenMCF manifests to stacks." },
  { path: "lib/review/*.ts", holds: "`plan-review` is the face of the review; `saved-plan` runs Terraform." },
  {
    path: "lib/review/states",
    holds: "Plans that are not current, and states without a stack, on disk and in buckets.",
  },
  { path: "lib/review/report", holds: "A review to Markdown, text and JSON." },
  { path: "lib/review/rules", holds: "The risks, one rule per file." },
  { path: "lib/review/analysis", holds: "A plan to a review: containers, triggers, costs, graph, verdict." },
  { path: "lib/review/plan", holds: "Terraform's plan JSON to changes; it masks every secret." },
  { path: "lib/constructs", holds: "The constructs, one per file; `container/` and `mnq/` have their own folders." },
  { path: "lib/images", holds: "The sources of images: reference, registry tag, lock file, directory." },
  { path: "lib/contracts", holds: "The interfaces that users implement, and the schemas of what they return." },
  { path: "lib/secrets", holds: "`SecretValue`, and the fields that accept one." },
  { path: "lib/schema", holds: "`parse`, the field builders, and the formats of single values." },
  { path: "lib/terraform", holds: "Templates, expressions, checks of a stack, warnings." },
  { path: "lib/yaml", holds: "YAML documents with positions." },
  { path: "lib/scaleway-api", holds: "The client of Scaleway's API, with the credentials of its tools." },
  { path: "lib/registry", holds: "The client of image registries. It does not use CDKTF." },
  { path: "lib/base", holds: "Errors, text, objects, files, image references." },
  { path: "lib/facts", holds: "Limits, prices and patterns: each once, with source and date." },
];
