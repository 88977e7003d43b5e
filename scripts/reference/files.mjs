// The pages of docs/reference: one per group of symbols, and an index. npm run docs writes them.
import { ReflectionKind } from "typedoc";
import { PRELUDE } from "./examples.ts";
import { readSymbols } from "./model.mjs";
import { PAGES } from "./pages.mjs";
import { firstSentence, section } from "./render.mjs";
import { COMMON_CODES } from "./thrown-by.mjs";

export const FOLDER = "docs/reference";
const INDEX = "README.md";
const NOTE = "<!-- Written by npm run docs from the docstrings in lib/; see scripts/reference/. -->";

/**
 * The pages with their content, before formatting.
 * @param codes the codes of the errors of each symbol
 * @throws if a symbol is on no page or has no docstring
 */
export async function referenceFiles(program, { packageName, codes }) {
  const symbols = await readSymbols(program);
  const places = new Map(
    PAGES.flatMap(({ file, symbols: names }) => names.map((name) => [name, placeOf(file, names, name)])),
  );
  const missing = symbols.map(({ reflection }) => reflection.name).filter((name) => !places.has(name));
  if (missing.length > 0) throw new Error(`Add to scripts/reference/pages.mjs: ${missing.join(", ")}.`);
  const undocumented = [];
  const find = (name) => {
    const found = symbols.filter(({ reflection }) => reflection.name === name);
    if (found.length === 0) throw new Error(`Remove ${name} from scripts/reference/pages.mjs: it is not exported.`);
    // The type before the constant, whose functions have headings.
    return [...found].sort((a) => (a.reflection.kindOf(ReflectionKind.TypeAlias) ? -1 : 0));
  };
  const files = PAGES.map(({ file, title, guides, symbols: names }) => {
    const linkTo = (name) => {
      const [page, anchor] = places.get(name)?.split("#") ?? [];
      return page && (page === file ? `#${anchor}` : `${page}#${anchor}`);
    };
    const entries = new Set(names.map((name) => find(name)[0].entry));
    const from = [...entries].map((entry) => `\`${packageName}${entry}\``).join(", ");
    const guideLinks = guides.map((guide) => `[${guide}](../${guide})`).join(", ");
    const sections = names.map((name) =>
      section(
        find(name).map(({ reflection }) => reflection),
        { linkTo, undocumented, codes: codes.get(name) ?? [] },
      ),
    );
    const intro = `Import from ${from}. Guide: ${guideLinks}. All symbols: [index](${INDEX}).`;
    const contents = names.map((name) => `[\`${name}\`](${linkTo(name)})`).join(", ");
    return [file, [NOTE, `# ${title}`, intro, contents, ...sections].join("\n\n")];
  });
  if (undocumented.length > 0) throw new Error(`Add a docstring to:\n${undocumented.join("\n")}`);
  return Object.fromEntries(
    [[INDEX, index(find, places)], ...files].map(([file, text]) => [`${FOLDER}/${file}`, text]),
  );
}

/** The anchor of a symbol on its page. Anchors have no uppercase letters, so `Markup` is the second one beside `markup`. */
function placeOf(file, names, name) {
  const anchor = name.toLowerCase();
  const earlier = names.slice(0, names.indexOf(name)).filter((each) => each.toLowerCase() === anchor);
  return `${file}#${anchor}${earlier.length === 0 ? "" : `-${earlier.length}`}`;
}

function index(find, places) {
  const linkTo = (name) => places.get(name);
  const sections = PAGES.flatMap(({ file, title, symbols: names }) => {
    const rows = names.map((name) => {
      const { reflection } = find(name).at(-1);
      return `| [\`${name}\`](${places.get(name)}) | ${firstSentence(reflection, linkTo).replaceAll("|", "\\|")} |`;
    });
    return [`## [${title}](${file})`, ["| Symbol | Description |", "| --- | --- |", ...rows].join("\n")];
  });
  const common = COMMON_CODES.map((code) => `\`${code}\``).join(", ");
  return [
    NOTE,
    "# Reference",
    "Every class, function and type of the library. The pages are written from the docstrings, which editors display too.",
    "Examples without imports use these variables:",
    `\`\`\`ts\n${PRELUDE}\n\`\`\``,
    "All properties and lists are read-only: types are printed without `readonly`. The inherited members of CDKTF and constructs are not listed.",
    "## Error codes",
    `Each symbol lists the codes of its errors. Every input can also have the common codes ${common}. The [list of all codes](../errors-and-warnings.md#error-codes) has a description and an example of each.`,
    ...sections,
  ].join("\n\n");
}
