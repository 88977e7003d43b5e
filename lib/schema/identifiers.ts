import { Token } from "cdktf";
import type { ValidationIssue } from "../base/errors";
import { show, showId, showName } from "../base/show";
import { REGIONS, SECRET_MANAGER_LIMITS, type Region } from "../facts/limits";
import { withCheck, choice, formattedText, nameField, nonEmpty } from "./fields";

export const regionField = () => choice(REGIONS);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(value: string): boolean {
  return UUID.test(value);
}

export const uuidField = () =>
  formattedText({
    name: "a UUID",
    remedy: "Use 8-4-4-4-12 hexadecimal digits.",
    isValid: isUuid,
    show: showId,
  });

/** The ID of a regional resource in the form `region/uuid`. */
export const regionalIdField = () =>
  formattedText({
    name: "a regional ID",
    remedy: "Use region/uuid, for example fr-par/11111111-1111-1111-1111-111111111111.",
    isValid: isRegionalId,
    show: showId,
  });

function isRegionalId(id: string): boolean {
  const [region, uuid = "", ...rest] = id.split("/");
  return rest.length === 0 && REGIONS.some((each) => each === region) && isUuid(uuid);
}

/** The region in a regional ID; undefined if the ID is a token. */
export function regionOf(id: string | undefined): Region | undefined {
  return REGIONS.find((region) => id?.startsWith(`${region}/`));
}

/** The issue of an ID whose region differs from the region beside it. */
export function* regionIssues(path: string, id: unknown, region: unknown): Iterable<ValidationIssue> {
  const isLiteralId = typeof id === "string" && !Token.isUnresolved(id) && isRegionalId(id);
  if (!isLiteralId || !REGIONS.some((each) => each === region) || regionOf(id) === region) return;
  const message = `is not in the region ${show(region)}, got ${showId(id)}. Use an ID in that region, or change the region.`;
  yield { code: "region-mismatch", path, message };
}

/** The name of a secret in Secret Manager. */
export const secretNameField = () => nameField(SECRET_MANAGER_LIMITS.name);

/** The folder of a secret in Secret Manager. */
export const secretPathField = () =>
  withCheck(nonEmpty(), (path) =>
    path.startsWith("/")
      ? undefined
      : {
          code: "invalid-format",
          message: `does not start with /, got ${showName(path)}. Use a path such as /folder.`,
        },
  );
