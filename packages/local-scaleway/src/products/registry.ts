import { DEFAULT_ORGANIZATION_ID, type Request, type Routes, type Services } from "../api/context";
import { alreadyExists, wasNotFound } from "../api/errors";
import { newId } from "../api/ids";
import { Input } from "../api/input";
import type { JsonObject } from "../api/json";
import { listPage, matches } from "../api/listing";
import { inPathRegion } from "../api/lookup";
import { REGISTRY_LIMITS } from "../../../../lib/facts/limits";

const NAMESPACES = "/registry/v1/regions/{region}/namespaces";
const IMAGES = "/registry/v1/regions/{region}/images";
const TAGS = "/registry/v1/regions/{region}/tags";

interface RegistryNamespace {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly organization_id: string;
  readonly project_id: string;
  readonly region: string;
  readonly is_public: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

interface RegistryImage {
  readonly id: string;
  readonly name: string;
  readonly namespace_id: string;
  readonly region: string;
  readonly created_at: string;
  readonly updated_at: string;
}

interface RegistryTag {
  readonly id: string;
  readonly name: string;
  readonly image_id: string;
  readonly digest: string;
  readonly region: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export const registry: Routes = {
  [`POST ${NAMESPACES}`]: ["registry CreateNamespace", create],
  [`GET ${NAMESPACES}`]: ["registry ListNamespaces", list],
  [`GET ${NAMESPACES}/{id}`]: ["registry GetNamespace", (request) => display(currentNamespace(request), request)],
  [`PATCH ${NAMESPACES}/{id}`]: ["registry UpdateNamespace", update],
  [`DELETE ${NAMESPACES}/{id}`]: ["registry DeleteNamespace", remove],
  [`GET ${IMAGES}`]: ["registry ListImages", listImages],
  [`GET ${IMAGES}/{id}`]: ["registry GetImage", (request) => displayImage(currentImage(request), request)],
  [`DELETE ${IMAGES}/{id}`]: ["registry DeleteImage", removeImage],
  [`GET ${IMAGES}/{id}/tags`]: ["registry ListTags", listTags],
  [`GET ${TAGS}/{id}`]: ["registry GetTag", (request) => displayTag(currentTag(request))],
  [`DELETE ${TAGS}/{id}`]: ["registry DeleteTag", removeTag],
};

const namespaces = ({ store }: Services) => store.table<RegistryNamespace>("registry.namespaces");
const images = ({ store }: Services) => store.table<RegistryImage>("registry.images");
const tags = ({ store }: Services) => store.table<RegistryTag>("registry.tags");

function currentNamespace(request: Request): RegistryNamespace {
  return inPathRegion(namespaces(request).get(request.param("id")), request, wasNotFound("Namespace"));
}

function currentImage(request: Request): RegistryImage {
  return inPathRegion(images(request).get(request.param("id")), request, wasNotFound("Image"));
}

function currentTag(request: Request): RegistryTag {
  return inPathRegion(tags(request).get(request.param("id")), request, wasNotFound("Tag"));
}

function create(request: Request): JsonObject {
  const input = new Input(request.body);
  const now = request.clock.timestamp();
  const value: RegistryNamespace = {
    id: newId(),
    name: input.requiredText("name", REGISTRY_LIMITS.name),
    description: input.text("description") ?? "",
    organization_id: DEFAULT_ORGANIZATION_ID,
    project_id: input.requiredId("project_id"),
    region: request.param("region"),
    is_public: input.boolean("is_public") ?? false,
    created_at: now,
    updated_at: now,
  };
  input.check();
  const same = namespaces(request)
    .all()
    .find(({ name, region }) => name === value.name && region === value.region);
  if (same !== undefined) throw alreadyExists("namespace", same.id, "The name is used by another namespace");
  namespaces(request).put(value.id, value);
  return display(value, request);
}

function list(request: Request): JsonObject {
  const { query } = request;
  const values = namespaces(request)
    .all()
    .filter(
      ({ name, project_id, region }) =>
        region === request.param("region") && matches(query, "name", name) && matches(query, "project_id", project_id),
    );
  return listPage("namespaces", values, query, (value) => display(value, request));
}

function update(request: Request): JsonObject {
  const value = currentNamespace(request);
  const input = new Input(request.body);
  const changed: RegistryNamespace = {
    ...value,
    description: input.text("description") ?? value.description,
    is_public: input.boolean("is_public") ?? value.is_public,
    updated_at: request.clock.timestamp(),
  };
  input.check();
  namespaces(request).put(changed.id, changed);
  return display(changed, request);
}

function remove(request: Request): JsonObject {
  const value = currentNamespace(request);
  const answer = { ...display(value, request), status: "deleting" };
  for (const image of imagesOf(value.id, request)) deleteImage(image.id, request);
  namespaces(request).delete(value.id);
  return answer;
}

function listImages(request: Request): JsonObject {
  const { query } = request;
  const values = images(request)
    .all()
    .filter(
      ({ name, namespace_id, region }) =>
        region === request.param("region") &&
        matches(query, "name", name) &&
        matches(query, "namespace_id", namespace_id),
    );
  return listPage("images", values, query, (value) => displayImage(value, request));
}

function removeImage(request: Request): JsonObject {
  const image = currentImage(request);
  const answer = { ...displayImage(image, request), status: "deleting" };
  deleteImage(image.id, request);
  return answer;
}

function listTags(request: Request): JsonObject {
  const values = tagsOf(currentImage(request).id, request).filter(({ name }) => matches(request.query, "name", name));
  return listPage("tags", values, request.query, displayTag);
}

function removeTag(request: Request): JsonObject {
  const tag = currentTag(request);
  tags(request).delete(tag.id);
  return { ...displayTag(tag), status: "deleting" };
}

function imagesOf(namespaceId: string, services: Services): RegistryImage[] {
  return images(services)
    .all()
    .filter(({ namespace_id }) => namespace_id === namespaceId);
}

function tagsOf(imageId: string, services: Services): RegistryTag[] {
  return tags(services)
    .all()
    .filter(({ image_id }) => image_id === imageId);
}

function deleteImage(id: string, request: Request): void {
  for (const tag of tagsOf(id, request)) tags(request).delete(tag.id);
  images(request).delete(id);
}

/** A tag that was pushed to a registry. */
export interface PushedTag {
  readonly region: string;
  readonly namespace: string;
  readonly image: string;
  readonly tag: string;
  readonly digest: string;
}

/** Records a pushed tag, as `docker push` does at Scaleway. The data sources of the provider then find it. */
export function recordPush({ region, namespace, image, tag, digest }: PushedTag, services: Services): void {
  const parent = namespaces(services)
    .all()
    .find((value) => value.region === region && value.name === namespace);
  if (parent === undefined) throw wasNotFound("Namespace");
  const now = services.clock.timestamp();
  const oldImage = imagesOf(parent.id, services).find(({ name }) => name === image);
  const pushed = oldImage ?? {
    id: newId(),
    name: image,
    namespace_id: parent.id,
    region,
    created_at: now,
    updated_at: now,
  };
  images(services).put(pushed.id, { ...pushed, updated_at: now });
  const oldTag = tagsOf(pushed.id, services).find(({ name }) => name === tag);
  const { id, created_at } = oldTag ?? { id: newId(), created_at: now };
  tags(services).put(id, { id, name: tag, image_id: pushed.id, digest, region, created_at, updated_at: now });
}

function display(value: RegistryNamespace, request: Request): JsonObject {
  const { name, region } = value;
  return {
    ...value,
    endpoint: `rg.${region}.scw.cloud/${name}`,
    image_count: imagesOf(value.id, request).length,
    size: 0,
    status: "ready",
    status_message: "",
  };
}

function displayImage(image: RegistryImage, request: Request): JsonObject {
  const { id, name, namespace_id, created_at, updated_at } = image;
  const names = tagsOf(id, request).map((tag) => tag.name);
  const status = { size: 0, status: "ready", status_message: "", visibility: "inherit" } as const;
  return { id, name, namespace_id, created_at, updated_at, tags: names, ...status };
}

function displayTag({ id, name, image_id, digest, created_at, updated_at }: RegistryTag): JsonObject {
  return { id, name, image_id, digest, created_at, updated_at, status: "ready" };
}
