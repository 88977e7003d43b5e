import { isObject } from "../../base/objects";
import { isList } from "../plan/json";
import type { ResourceChange, Value, Values } from "../plan/plan";
import { rootOf } from "./settings-that-stay";
import { textAt } from "./values";

const PRINCIPALS = ["application_id", "group_id", "user_id"];

/** The permission sets that an updated policy no longer grants to the same principal, in the same projects. */
export function lostPermissions({ type, action, before, after, attributes }: ResourceChange): string[] {
  if (type !== "scaleway_iam_policy" || action !== "update") return [];
  const isUnknown = attributes.some(
    (attribute) => ["rule", ...PRINCIPALS].includes(rootOf(attribute)) && attribute.isUnknown === true,
  );
  if (isUnknown) return [];
  const granted = new Set(grantsIn(after).map(keyOf));
  const lost = grantsIn(before).filter(
    (grant) => !granted.has(keyOf(grant)) && !granted.has(keyOf({ ...grant, project: "" })),
  );
  return [...new Set(lost.map(({ permission }) => permission))];
}

interface Grant {
  readonly principal: string;
  /** Empty for the whole organization. */
  readonly project: string;
  readonly permission: string;
}

function grantsIn(values: Values | undefined): Grant[] {
  const principal = PRINCIPALS.map((name) => textAt(values, name) ?? "").join();
  return listIn(values?.["rule"]).flatMap((rule) => {
    if (!isObject(rule)) return [];
    const projects = textsIn(rule["project_ids"]);
    return textsIn(rule["permission_set_names"]).flatMap((permission) =>
      (projects.length === 0 ? [""] : projects).map((project) => ({ principal, project, permission })),
    );
  });
}

function keyOf({ principal, project, permission }: Grant): string {
  return JSON.stringify([principal, project, permission]);
}

function listIn(value: Value | undefined): readonly Value[] {
  return isList(value) ? value : [];
}

function textsIn(value: Value | undefined): string[] {
  return listIn(value).filter((each) => typeof each === "string");
}
