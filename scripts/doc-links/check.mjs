// A tree is a repository, a package or a project: its `name`, the `texts` of the files whose links are checked (a map from paths),
// all `files` that links can refer to (a set of paths), and the `linked` pages of other packages, whose own links are not checked here.
// A problem has a code, the place and a detail.
import { posix } from "node:path";
import { readPage } from "./markdown.mjs";

/** Exclusive. */
const MAX_PAGE_LINES = 250;
/** Pages that nobody reads from the first line to the last: the changelog, and the pages that are generated from the code. */
const LONG_PAGES = [/(^|\/)CHANGELOG\.md$/, /^docs\/reference\//];
/** Paths of pages in code, such as in comments and messages, and files of the installed package. */
const MENTIONS =
  /(?<![\w./@-])(?:docs\/|(?:\.\/)?node_modules\/cdkt\w-scaleway-containers\/)[\w./-]+\.(?:md|json|png)(?:#[\w-]+)?/g;

/** Finds links to files and headings that do not exist, and URLs that are not valid. */
export function checkLinks({ texts, files, linked: linkedTexts = new Map() }) {
  const folders = new Set([...files].flatMap(foldersOf));
  const pages = readPages([...texts, ...linkedTexts]);
  const problems = [];
  for (const [file, text] of texts) {
    const { links = [], broken = [] } = pages.get(file) ?? {};
    for (const { target, line } of links) check(file, line, target, posix.dirname(file));
    for (const { target, line } of broken) report("broken-link", file, line, target);
    for (const [index, line] of text.split("\n").entries())
      for (const [mention] of line.matchAll(MENTIONS)) check(file, index + 1, mention, ".");
  }
  return problems;

  function check(file, line, target, folder) {
    if (/^[a-z][a-z+.-]*:/i.test(target)) {
      if (!isValidUrl(target)) report("invalid-url", file, line, target);
      return;
    }
    const [path, anchor] = target.split("#");
    const linked = path === "" ? file : posix.join(folder, path).replace(/\/$/, "");
    if (!files.has(linked) && !folders.has(linked)) report("missing-file", file, line, target);
    else if (anchor !== undefined && pages.get(linked)?.anchors.has(anchor) === false)
      report("missing-anchor", file, line, target);
  }

  function report(code, file, line, detail) {
    const place = `${file}:${line}`;
    // The text of a link can be its path.
    if (problems.some((problem) => problem.place === place && problem.detail === detail)) return;
    problems.push({ code, place, detail });
  }
}

/** Finds pages that are too long, and pages of docs/ that no link leads to from docs/README.md. */
export function checkPages({ texts }) {
  const pages = readPages(texts);
  const long = [...pages.keys()].flatMap((file) => {
    const lines = texts.get(file).trimEnd().split("\n").length;
    if (lines < MAX_PAGE_LINES || LONG_PAGES.some((pattern) => pattern.test(file))) return [];
    return [{ code: "page-too-long", place: file, detail: `${lines} lines. A page has fewer than ${MAX_PAGE_LINES}.` }];
  });
  const reached = new Set(["docs/README.md"]);
  for (const file of reached) {
    for (const { target } of pages.get(file)?.links ?? []) {
      const linked = posix.join(posix.dirname(file), target.split("#")[0]);
      if (linked.startsWith("docs/") && pages.has(linked)) reached.add(linked);
    }
  }
  const unreachable = [...pages.keys()]
    .filter((file) => file.startsWith("docs/") && !reached.has(file))
    .map((file) => ({ code: "unreachable-page", place: file, detail: "Add a link to docs/README.md." }));
  return [...long, ...unreachable];
}

/** Most pages are in several trees. */
const parsed = new Map();

function readPages(texts) {
  const pages = [...texts].filter(([file]) => file.endsWith(".md"));
  return new Map(
    pages.map(([file, text]) => {
      const page = parsed.get(text) ?? readPage(text);
      parsed.set(text, page);
      return [file, page];
    }),
  );
}

function foldersOf(file) {
  const parts = file.split("/").slice(0, -1);
  return [".", ...parts.map((_, index) => parts.slice(0, index + 1).join("/"))];
}

/** Whether an external URL is well-formed. The server is not contacted. */
function isValidUrl(target) {
  if (/[\s.,;:]$/.test(target) || !URL.canParse(target)) return false;
  const { protocol, hostname } = new URL(target);
  const isLocal = hostname === "127.0.0.1" || hostname.endsWith("localhost");
  return isLocal ? protocol === "http:" : protocol === "https:" && hostname.includes(".");
}
