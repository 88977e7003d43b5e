import { DEFAULT_ORGANIZATION_ID, DEFAULT_PROJECT_ID, type Request, type Routes } from "../api/context";
import { notFound } from "../api/errors";
import { newId } from "../api/ids";
import { Input } from "../api/input";
import type { JsonObject } from "../api/json";
import { listPage, matches } from "../api/listing";

const PATH = "/account/v3/projects";

interface Project {
  readonly id: string;
  readonly name: string;
  readonly organization_id: string;
  readonly description: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export const account: Routes = {
  [`POST ${PATH}`]: ["account CreateProject", create],
  [`GET ${PATH}`]: ["account ListProjects", list],
  [`GET ${PATH}/{id}`]: ["account GetProject", (request) => display(current(request), false)],
  [`PATCH ${PATH}/{id}`]: ["account UpdateProject", update],
  [`DELETE ${PATH}/{id}`]: ["account DeleteProject", remove],
};

const projects = ({ store }: Request) => store.table<Project>("account.projects");

/** The project of callers that name no other always exists. */
function defaultProject(): Project {
  const created = "2026-01-01T00:00:00.000000Z";
  return {
    id: DEFAULT_PROJECT_ID,
    name: "default",
    organization_id: DEFAULT_ORGANIZATION_ID,
    description: "",
    created_at: created,
    updated_at: created,
  };
}

function current(request: Request): Project {
  const id = request.param("id");
  const project = projects(request).get(id) ?? (id === DEFAULT_PROJECT_ID ? defaultProject() : undefined);
  if (project === undefined) throw notFound("project_id", id);
  return project;
}

function create(request: Request): JsonObject {
  const input = new Input(request.body);
  const now = request.clock.timestamp();
  const project: Project = {
    id: newId(),
    name: input.requiredText("name"),
    organization_id: input.id("organization_id") ?? DEFAULT_ORGANIZATION_ID,
    description: input.text("description") ?? "",
    created_at: now,
    updated_at: now,
  };
  input.check();
  projects(request).put(project.id, project);
  return display(project, true);
}

function list(request: Request): JsonObject {
  const stored = projects(request).all();
  const all = stored.some(({ id }) => id === DEFAULT_PROJECT_ID) ? stored : [defaultProject(), ...stored];
  const ids = request.query.getAll("project_ids");
  const values = all.filter(
    ({ id, name, organization_id }) =>
      (ids.length === 0 || ids.includes(id)) &&
      matches(request.query, "name", name) &&
      matches(request.query, "organization_id", organization_id),
  );
  return listPage("projects", values, request.query, (value) => display(value, false));
}

function update(request: Request): JsonObject {
  const project = current(request);
  const input = new Input(request.body);
  const changed: Project = {
    ...project,
    name: input.text("name") ?? project.name,
    description: input.text("description") ?? project.description,
    updated_at: request.clock.timestamp(),
  };
  input.check();
  projects(request).put(changed.id, changed);
  return display(changed, false);
}

function remove(request: Request): undefined {
  projects(request).delete(current(request).id);
}

function display(project: Project, isNew: boolean): JsonObject {
  return { ...project, qualification: isNew ? null : { architecture_type: "unknown_architecture_type" } };
}
