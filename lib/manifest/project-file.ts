import { existsSync } from "node:fs";
import { z } from "zod";
import { throwIfAny } from "../base/errors";
import { fieldsOf } from "../base/objects";
import { PROJECT_FILE } from "../facts/file-names";
import { raisedLimitSchema, type RaisedLimit } from "../schema/raised-limits";
import type { YamlDocument } from "../yaml/documents";
import { comparePosition } from "../yaml/issues";
import { readSingleDocument } from "../yaml/single-document";
import { readFile } from "../yaml/sources";
import { parseWithRaisedLimits } from "./parse-with-raised-limits";
// Apart, because the commands load it only if there is a file.
import { settingsSchema, type ProjectSettings } from "./settings-schema";

/** The settings with their document, in which their positions are. */
export interface ProjectFile {
  readonly settings: ProjectSettings;
  readonly yaml: YamlDocument;
}

/**
 * Reads the settings of a project.
 * @param file the path; by default `scw-containers.yaml`, if it exists
 * @throws ValidationError with every problem and its position
 */
export function readProjectFile(file?: string): ProjectFile | undefined {
  if (file === undefined && !existsSync(PROJECT_FILE)) return undefined;
  const { yaml, issues } = readSingleDocument(readFile(file ?? PROJECT_FILE));
  const parsed = yaml && parseWithRaisedLimits(settingsSchema, yaml, validRaisedLimits(yaml));
  throwIfAny("settings", [...issues, ...(parsed?.issues ?? [])].sort(comparePosition));
  return yaml && parsed?.value && { settings: parsed.value, yaml };
}

/** The raised limits that are valid. They apply to the settings too. */
function validRaisedLimits({ value }: YamlDocument): readonly RaisedLimit[] {
  return z.array(raisedLimitSchema).safeParse(fieldsOf(value)["raisedLimits"]).data ?? [];
}
