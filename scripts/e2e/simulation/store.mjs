// A small REST store: collections of objects that a table describes, and actions, which are functions.
// A segment such as ":region" of a path is a parameter. An object has the parameters of its path, and the fields of its request.
import { randomUUID } from "node:crypto";

const ORGANIZATION_ID = "22222222-2222-4222-8222-222222222222";

const NOT_FOUND = { status: 404, body: { message: "resource is not found", type: "not_found" } };

export class RestStore {
  /** The objects by their paths. */
  objects = new Map();

  constructor(products) {
    this.collections = products.flatMap(({ collections }) => collections ?? []);
    this.actions = products.flatMap(({ actions }) => actions ?? []);
  }

  /** Whether a product has the path. */
  has(path) {
    const isItem = ({ path: root, items = root }) => matchPath(`${items}/:key`, path) !== undefined;
    const isAction = ({ path: pattern }) => matchPath(pattern, path) !== undefined;
    return this.actions.some(isAction) || this.collections.some((each) => isAction(each) || isItem(each));
  }

  /** The status and the body of an answer. */
  answer(method, path, { query, body }) {
    for (const action of this.actions) {
      const parameters = action.method === method ? matchPath(action.path, path) : undefined;
      if (parameters !== undefined) return action.answer(this, { path, parameters, query, body });
    }
    for (const collection of this.collections) {
      const parameters = matchPath(collection.path, path);
      if (parameters !== undefined && method === "POST") return ok(this.create(collection, path, parameters, body));
      if (parameters !== undefined && method === "GET") return ok(this.list(collection, path, query));
      const item = matchPath(`${collection.items ?? collection.path}/:key`, path);
      if (item !== undefined) return this.answerItem(collection, method, path, body);
    }
    return { status: 405, body: { message: `${method} ${path} is not simulated` } };
  }

  create({ items, key, defaults }, path, parameters, body) {
    const id = randomUUID();
    const now = new Date().toISOString();
    const fields = { ...parameters, ...withoutPasswords(body) };
    const object = {
      id,
      organization_id: ORGANIZATION_ID,
      status: "ready",
      created_at: now,
      updated_at: now,
      ...fields,
    };
    return this.put(`${items ?? path}/${key === undefined ? id : body[key]}`, { ...object, ...defaults?.(object) });
  }

  /** The objects that have the values of the query, such as a name. */
  list({ listName }, path, query) {
    const isListed = (object) =>
      Object.entries(query).every(([name, value]) => object[name] === undefined || String(object[name]) === value);
    const objects = [...this.objects].filter(
      ([each]) => each.startsWith(`${path}/`) && !each.slice(path.length + 1).includes("/"),
    );
    const listed = objects.map(([, object]) => object).filter(isListed);
    return { [listName]: listed, total_count: listed.length };
  }

  answerItem({ update, missing = NOT_FOUND }, method, path, body) {
    const object = this.objects.get(path);
    if (object === undefined) return missing;
    if (method === "GET") return ok(object);
    if (method === "DELETE") return ok(this.remove(path));
    if (method !== "PATCH") return { status: 405, body: { message: `${method} is not simulated` } };
    const changes = withoutPasswords(body);
    return ok(this.put(path, { ...object, ...(update?.(object, changes) ?? changes) }));
  }

  put(path, object) {
    this.objects.set(path, object);
    return object;
  }

  /** Removes an object, and what belongs to the object. */
  remove(path) {
    const object = this.objects.get(path);
    for (const each of [...this.objects.keys()]) {
      if (each === path || each.startsWith(`${path}/`)) this.objects.delete(each);
    }
    return object;
  }
}

export function ok(body) {
  return { status: 200, body };
}

/** The parameters of a path, or undefined if the path does not match. */
function matchPath(pattern, path) {
  const [expected, actual] = [pattern.split("/"), path.split("/")];
  if (expected.length !== actual.length) return undefined;
  const parameters = {};
  for (const [index, segment] of expected.entries()) {
    if (segment.startsWith(":")) parameters[segment.slice(1)] = decodeURIComponent(actual[index]);
    else if (segment !== actual[index]) return undefined;
  }
  return parameters;
}

/** Scaleway never answers with a password. */
function withoutPasswords(body) {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== "password"));
}
