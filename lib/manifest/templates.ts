import type { ValidationIssue } from "../base/errors";
import type { Path, YamlDocument } from "../yaml/documents";
import { issueAt } from "../yaml/issues";
import { TEMPLATE_PROBLEM } from "../yaml/syntax-problems";

/** Fields whose text may contain {{ }}: it can be a template of the program itself. */
const FREE_TEXT =
  /^(metadata\.labels|spec\.(description|commands|args|data\.value|env\.\w+\.\d+\.value|cronTriggers\.\d+\.args))(\.|$)/;
const SECRET = /^spec\.env\.secrets\.\d+\.value$/;
/** Fields that have no effect. */
const IGNORED = /^(status|metadata\.(slug|id|annotations|tags|relationships|group))(\.|$)/;

/** More than the levels of any field. An alias may contain itself. */
const MAX_DEPTH = 6;

const EXPRESSION = /\{\{.*\}\}|\{%.*%\}/s;
/** An expression of Helm, of OpenMCF's charts, or of GitHub Actions. */
const DEPLOYMENT_EXPRESSION = /\{\{-?\s*(\.(Values|Release|Chart)\b|values\.|include\s|toYaml\s|tpl\s)|\$\{\{/;

/** The issue of a document that is a template: at its first expression that another tool should have replaced. */
export function templateIssue(yaml: YamlDocument): ValidationIssue | undefined {
  const path = firstTemplate(yaml.value);
  return path && issueAt(yaml, path, TEMPLATE_PROBLEM);
}

function firstTemplate(value: unknown, path: Path = []): Path | undefined {
  if (typeof value === "string") return isTemplate(value, path.map(String).join(".")) ? path : undefined;
  if (typeof value !== "object" || value === null || path.length > MAX_DEPTH) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = firstTemplate(item, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isTemplate(text: string, path: string): boolean {
  if (IGNORED.test(path) || !EXPRESSION.test(text)) return false;
  const isWholeSecret = SECRET.test(path) && /^\{\{.*\}\}$/s.test(text.trim());
  return isWholeSecret || !FREE_TEXT.test(path) || DEPLOYMENT_EXPRESSION.test(text);
}
