import { Token } from "cdktf";
import type { ValidationIssue } from "../base/errors";
import { show } from "../base/show";
import { REGIONS, type Region } from "../facts/limits";
import { choice, formatted, nonEmpty } from "./fields";

export const region = () => choice(REGIONS);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(value: string): boolean {
  return UUID.test(value);
}

export const uuid = () => formatted("UUID", "write it as 8-4-4-4-12 hexadecimal digits", isUuid);

export const regionalId = () =>
  formatted("regional id", "write region/uuid, as fr-par/11111111-1111-1111-1111-111111111111", isRegional);

function isRegional(id: string): boolean {
  const [locality = "", uuid = "", ...rest] = id.split("/");
  return rest.length === 0 && (REGIONS as readonly string[]).includes(locality) && isUuid(uuid);
}

/** The region in a regional id; nothing when it is a token. */
export function regionOf(id: string | undefined): Region | undefined {
  return REGIONS.find((region) => id?.startsWith(`${region}/`));
}

/** The issue of an id whose region is not the one that holds beside it. */
export function* regionIssues(path: string, id: unknown, region: unknown): Iterable<ValidationIssue> {
  const isKnown = typeof id === "string" && !Token.isUnresolved(id) && REGIONS.some((each) => each === region);
  if (!isKnown || !isRegional(id) || regionOf(id) === region) return;
  yield {
    path,
    message: `${show(id)} is not in the region ${show(region)}; write the id of one that is, or that region`,
  };
}

/** The folder of a secret in Secret Manager. */
export const secretPath = () =>
  nonEmpty().regex(/^\//, { error: ({ input }) => `${show(input)} does not start with /; write it as /folder` });
