import { Token } from "cdktf";
import type { z } from "zod";
import type { ValidationIssue } from "../base/errors";
import { show, showId, showName } from "../base/show";
import { isKnownRegion, isRegionName } from "../facts/limit-names";
import { REGIONS, SECRET_MANAGER_LIMITS, type Region } from "../facts/limits";
import type { Problem } from "../base/problem";
import { withLimitName } from "../base/exceeded-limit";
import { withCheck, choice, formattedText, nameField, nonEmpty } from "./fields";

const RAISE_REGION = ", or raise the limit region";

/** A region. A token is accepted. */
export function regionField(): z.ZodType<Region, Region> {
  return withLimitName(choice(REGIONS, RAISE_REGION), "region");
}

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
  withCheck(
    formattedText({
      name: "a regional ID",
      remedy: "Use region/uuid, for example fr-par/11111111-1111-1111-1111-111111111111.",
      isValid: isRegionalId,
      show: showId,
    }),
    unknownRegionProblem,
  );

function isRegionalId(id: string): boolean {
  const [region = "", uuid = "", ...rest] = id.split("/");
  return rest.length === 0 && isRegionName(region) && isUuid(uuid);
}

/** Returns the problem of a regional ID in a region that this release does not know. */
export function unknownRegionProblem(id: string): Problem | undefined {
  const region = regionOf(id);
  if (region === undefined || isKnownRegion(region)) return undefined;
  const message = `is in an unknown region, got ${showId(id)}. Use an ID in ${REGIONS.join(", ")}${RAISE_REGION}.`;
  return { code: "not-allowed", message, exceeded: { limit: "region", actual: region } };
}

/** The region in a regional ID, which may be unchecked; undefined if the ID is a token. */
export function regionOf(id: unknown): Region | undefined {
  const region = typeof id === "string" ? (id.split("/")[0] ?? "") : "";
  return isRegionName(region) ? region : undefined;
}

/** The issue of an ID whose region differs from the region beside it. */
export function* regionIssues(path: string, id: unknown, region: unknown): Iterable<ValidationIssue> {
  const isLiteralId = typeof id === "string" && !Token.isUnresolved(id) && isRegionalId(id);
  const isLiteralRegion = typeof region === "string" && isRegionName(region);
  if (!isLiteralId || !isLiteralRegion || regionOf(id) === region) return;
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
