import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AnnotationMetadataEntryType, TerraformStack } from "cdktf";
import { ValidationError } from "../../lib";
import { issueLine } from "../../lib/base/errors";
import { ISSUE_CODES } from "../../lib/base/issue-codes";
import type { Synthesis } from "../../lib/manifest/synthesize";
import { INFOS, WARNINGS, annotationsOf } from "../../lib/terraform/warnings";
import { RULES } from "../../lib/review/rules";
import { commandCases } from "./command-cases";
import { constructCases } from "./construct-cases";
import { cases as imageCases } from "./image-cases";
import { cases as manifestCases } from "./manifest-cases";
import type { MessageCase } from "./message-case";

export interface Message {
  readonly code: string;
  /** As it is printed. */
  readonly text: string;
  /** The class or factory that threw it; undefined for warnings, infos and the commands. */
  readonly thrownBy?: string | undefined;
}

type ThrownBy = (error: ValidationError) => string | undefined;

/** The messages of all cases. They run in an empty folder, so that no message has a path of this machine. */
export async function collectMessages(thrownBy: ThrownBy = () => undefined): Promise<Message[]> {
  const home = process.cwd();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "messages-")));
  process.chdir(folder);
  try {
    // The directory of the images that are built.
    mkdirSync("api");
    writeFileSync("api/Dockerfile", "FROM scratch\n");
    const all: Message[] = [];
    for (const each of CASES) all.push(...(await messagesOf(each, thrownBy)));
    return all.map(({ text, ...others }) => ({ ...others, text: text.replaceAll(`${folder}/`, "") }));
  } finally {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  }
}

const CASES: readonly MessageCase[] = [...constructCases, ...imageCases, ...manifestCases, ...commandCases];

async function messagesOf({ title, act }: MessageCase, thrownBy: ThrownBy): Promise<Message[]> {
  try {
    const result = await act();
    const messages = result instanceof TerraformStack ? annotationsIn(result) : findingsIn(result);
    if (messages.length > 0) return messages;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.issues.map((issue) => ({ code: issue.code, text: issueLine(issue), thrownBy: thrownBy(error) }));
  }
  throw new Error(`No message: ${title}`);
}

/** The infos of manifests that were synthesized. */
function findingsIn(result: unknown): Message[] {
  const { infos = [] } = result as Partial<Synthesis>;
  return infos.map(({ id, ...finding }) => ({ code: String(id), text: issueLine(finding) }));
}

function annotationsIn(stack: TerraformStack): Message[] {
  return [AnnotationMetadataEntryType.WARN, AnnotationMetadataEntryType.INFO].flatMap((level) =>
    annotationsOf(stack, level).map(({ id, message }) => ({ code: String(id), text: message })),
  );
}

/** The catalogue: every code with its meaning and the wording of its messages, and what commands print. */
export function catalogue(messages: readonly Message[], transcripts: readonly string[]): string {
  const section = (title: string, codes: Readonly<Record<string, string>>) =>
    `# ${title}\n\n${Object.entries(codes)
      .map(([code, meaning]) => entry(code, meaning, messages))
      .join("\n")}`;
  const risks = RULES.map(
    ({ id, severity, finds, why, todo }) => `${id} (${severity}): ${finds}\n  why:  ${why}\n  todo: ${todo}\n`,
  );
  return [
    "This file contains the wording of every message. `npm run messages:update` writes it.\n",
    section("Errors", ISSUE_CODES),
    section("Warnings", WARNINGS),
    section("Infos", INFOS),
    `# Risks of a review\n\n${risks.join("\n")}`,
    `# Output of commands\n\n${transcripts.join("\n")}`,
  ].join("\n");
}

function entry(code: string, meaning: string, messages: readonly Message[]): string {
  const texts = new Set(messages.filter((message) => message.code === code).map(({ text }) => `  ${text}\n`));
  return `${code}: ${meaning}\n${[...texts].join("")}`;
}
