import type { Request, Routes } from "../../api/context";
import { notFound } from "../../api/errors";
import { newId } from "../../api/ids";
import { Input } from "../../api/input";
import type { JsonObject } from "../../api/json";
import {
  checkApplication,
  current,
  FLAGS,
  IAM,
  listNamed,
  policies,
  readChange,
  readNamed,
  readPrincipal,
  type Policy,
  type Rule,
} from "./records";

const FILTERS = { name: "policy_name", ids: "policy_ids" } as const;

export const policyRoutes: Routes = {
  [`POST ${IAM}/policies`]: ["iam CreatePolicy", create],
  [`GET ${IAM}/policies`]: ["iam ListPolicies", list],
  [`GET ${IAM}/policies/{id}`]: ["iam GetPolicy", (request) => display(current(policies(request), "policy", request))],
  [`PATCH ${IAM}/policies/{id}`]: ["iam UpdatePolicy", update],
  [`DELETE ${IAM}/policies/{id}`]: ["iam DeletePolicy", remove],
  [`GET ${IAM}/rules`]: ["iam ListRules", listRules],
  [`PUT ${IAM}/rules`]: ["iam SetRules", setRules],
};

function create(request: Request): JsonObject {
  const input = new Input(request.body);
  const policy: Policy = {
    ...readNamed(input, request),
    principal: readPrincipal(input) ?? { no_principal: true },
    rules: readRules(input),
  };
  input.check();
  checkApplication(policy.principal, request);
  policies(request).put(policy.id, policy);
  // The answer is sent before the rules are counted.
  return { ...display(policy), nb_rules: 0, nb_scopes: 0, nb_permission_sets: 0 };
}

function list(request: Request): JsonObject {
  return listNamed("policies", FILTERS, policies(request).all(), request.query, display);
}

function update(request: Request): JsonObject {
  const input = new Input(request.body);
  const policy = current(policies(request), "policy", request);
  const changed = { ...readChange(policy, input, request), principal: readPrincipal(input) ?? policy.principal };
  input.check();
  checkApplication(changed.principal, request);
  policies(request).put(changed.id, changed);
  return display(changed);
}

function remove(request: Request): undefined {
  policies(request).delete(current(policies(request), "policy", request).id);
}

function display({ principal, rules, ...policy }: Policy): JsonObject {
  return {
    ...policy,
    ...FLAGS,
    nb_rules: rules.length,
    nb_scopes: new Set(rules.map(({ scope }) => JSON.stringify(scope))).size,
    nb_permission_sets: rules.reduce((sum, rule) => sum + rule.permission_set_names.length, 0),
    ...principal,
  };
}

function listRules(request: Request): JsonObject {
  const id = request.query.get("policy_id") ?? "";
  const policy = policies(request).get(id);
  if (policy === undefined) throw notFound("policy", id);
  return { rules: policy.rules.map(displayRule), total_count: policy.rules.length };
}

function setRules(request: Request): JsonObject {
  const input = new Input(request.body);
  const id = input.requiredId("policy_id");
  const rules = readRules(input);
  input.check();
  const policy = policies(request).get(id);
  if (policy === undefined) throw notFound("policy", id);
  policies(request).put(id, { ...policy, rules });
  return { rules: rules.map(displayRule) };
}

function readRules(input: Input): Rule[] {
  return (input.objects("rules") ?? []).map((rule) => {
    const projects = rule.texts("project_ids");
    const organization = rule.id("organization_id");
    if ((projects === undefined) === (organization === undefined)) {
      rule.reject("project_ids", "pass exactly one of project_ids and organization_id", "required");
    }
    return {
      id: newId(),
      permission_set_names: rule.texts("permission_set_names") ?? [],
      scope: projects === undefined ? { organization_id: organization } : { project_ids: projects },
      condition: rule.text("condition") ?? "",
    };
  });
}

function displayRule({ scope, ...rule }: Rule): JsonObject {
  return { ...rule, permission_sets_scope_type: "projects", ...scope };
}
