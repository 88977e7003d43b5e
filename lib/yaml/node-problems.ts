import { isMap, isPair, visit, type Document } from "yaml";
import type { Problem } from "../base/problem";
import { SECRET_PLACEHOLDER } from "../base/secret-brand";
import { displayKey } from "../base/show";
import { isMergeKey, mergedNodes, textOf } from "./nodes";

/** CDKTF reads this pattern in any text as a token. */
const TOKEN = /[$#&]\{TfToken\[/;
/** Octal for YAML 1.1, as in Go and Python, and decimal for YAML 1.2. */
const LEADING_ZERO = /^[-+]?0\d/;

/** Problems of single nodes that the parser does not report. */
export function nodeProblems(document: Document.Parsed): (readonly [node: unknown, problem: Problem])[] {
  const problems: (readonly [node: unknown, problem: Problem])[] = [];
  visit(document, {
    Alias: (_, node) => {
      if (node.resolve(document) !== undefined) return;
      const message = "is an alias without an anchor (&name) before it. Put text that starts with * in quotes.";
      problems.push([node, { code: "unknown-anchor", message }]);
    },
    // The parser's own search for duplicates takes minutes for a large file.
    Map: (_, { items }, ancestors) => {
      const keys = new Set<string>();
      for (const { key, value } of items) {
        const text = textOf(key);
        if (keys.has(text)) problems.push([key, duplicateKey(text, ancestors)]);
        if (text === "__proto__") problems.push([key, PROTO_KEY]);
        const isMerge = isMergeKey(key) && !mergedNodes(document, value).every((each) => isMap(each));
        if (isMerge) problems.push([key, INVALID_MERGE]);
        keys.add(text);
      }
    },
    Scalar: (_, node) => {
      const { value, source = "" } = node;
      if (typeof value === "number" && LEADING_ZERO.test(source)) problems.push([node, leadingZero(source)]);
      if (typeof value !== "string") return;
      if (TOKEN.test(value) || value.includes(SECRET_PLACEHOLDER)) problems.push([node, RESERVED_TEXT]);
      if (/\p{Surrogate}/u.test(value)) problems.push([node, LONE_SURROGATE]);
    },
  });
  return problems;
}

/** A key in a list of secrets may be the secret itself, so the message does not contain it. */
function duplicateKey(key: string, ancestors: readonly unknown[]): Problem {
  const isInSecrets = ancestors.some((node) => isPair(node) && textOf(node.key) === "secrets");
  const subject = isInSecrets ? "" : `${displayKey(key)} `;
  return { code: "duplicate-key", message: `${subject}is a duplicate key. Remove one of the two.` };
}

function leadingZero(source: string): Problem {
  const message = `has a leading zero, which some tools read as octal, got ${displayKey(source)}. Remove the zero, or put text in quotes.`;
  return { code: "leading-zero", message };
}

const INVALID_MERGE = {
  code: "unsupported-merge-key",
  message: "is a merge key (<<) without a mapping. Refer to the anchor of a mapping, for example <<: *defaults.",
} as const;
const PROTO_KEY = {
  code: "unsupported-name",
  message: "__proto__ is reserved by JavaScript. Use another key.",
} as const;
const RESERVED_TEXT = {
  code: "reserved-text",
  message: "contains text that CDKTF reserves for tokens. Write it differently.",
} as const;
const LONE_SURROGATE = {
  code: "invalid-unicode",
  message: "contains half of a surrogate pair. Write the whole character.",
} as const;
