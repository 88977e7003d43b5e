import { z } from "zod";
import { pathOf, unexpectedAnswer, type ScalewayApi } from "./scaleway-api";

/** Absent while the status changes, empty without an error. */
const errorMessage = z.string().nullish();
const containerSchema = z.object({
  id: z.string(),
  name: z.string(),
  namespace_id: z.string(),
  /** `ready`, `error`, `creating` and others. */
  status: z.string(),
  error_message: errorMessage,
  image: z.string(),
  min_scale: z.number(),
  max_scale: z.number(),
  public_endpoint: z.string(),
});
const namespaceSchema = z.object({ id: z.string(), name: z.string(), project_id: z.string() });
const domainSchema = z.object({
  id: z.string(),
  container_id: z.string(),
  hostname: z.string(),
  status: z.string(),
  error_message: errorMessage,
});
const triggerSchema = z.object({
  id: z.string(),
  container_id: z.string(),
  name: z.string(),
  status: z.string(),
  error_message: errorMessage,
  /** `cron`, `sqs` or `nats`. */
  source_type: z.string(),
  cron_config: z.object({ schedule: z.string(), timezone: z.string() }).nullish(),
  sqs_config: z.object({ queue_url: z.string() }).nullish(),
  nats_config: z.object({ subject: z.string() }).nullish(),
});

export type ApiContainer = Readonly<z.infer<typeof containerSchema>>;
export type ApiNamespace = Readonly<z.infer<typeof namespaceSchema>>;
export type ApiDomain = Readonly<z.infer<typeof domainSchema>>;
export type ApiTrigger = Readonly<z.infer<typeof triggerSchema>>;

/** A kind of resource. Answers have other fields too, such as the hashes of secrets: the schema drops them. */
export interface ResourceKind<Resource> {
  /** The name in paths and lists, such as `containers`. */
  readonly plural: string;
  readonly schema: z.ZodType<Resource>;
}

export const NAMESPACES: ResourceKind<ApiNamespace> = { plural: "namespaces", schema: namespaceSchema };
export const CONTAINERS: ResourceKind<ApiContainer> = { plural: "containers", schema: containerSchema };
export const DOMAINS: ResourceKind<ApiDomain> = { plural: "domains", schema: domainSchema };
export const TRIGGERS: ResourceKind<ApiTrigger> = { plural: "triggers", schema: triggerSchema };

/**
 * Lists the resources of a region that the API key can read, or those of a namespace.
 * @throws ScalewayApiError
 */
export async function listResources<Resource>(
  { plural, schema }: ResourceKind<Resource>,
  { region, namespaceId }: { readonly region: string; readonly namespaceId?: string },
  api: ScalewayApi,
): Promise<Resource[]> {
  const path = pathOf`/containers/v1/regions/${region}/${plural}`;
  const items = await api.list(path, plural, { namespace_id: namespaceId });
  return items.map((item, index) => parsed(schema, item, [plural, index], api));
}

/**
 * Reads one resource.
 * @throws ScalewayApiError with the code `not-found` if it does not exist
 */
export async function getResource<Resource>(
  { plural, schema }: ResourceKind<Resource>,
  { region, id }: { readonly region: string; readonly id: string },
  api: ScalewayApi,
): Promise<Resource> {
  return parsed(schema, await api.get(pathOf`/containers/v1/regions/${region}/${plural}/${id}`), [], api);
}

function parsed<Resource>(
  schema: z.ZodType<Resource>,
  value: unknown,
  place: readonly PropertyKey[],
  { host }: ScalewayApi,
): Resource {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const [issue] = error.issues;
  const path = [...place, ...(issue?.path ?? [])].map(String).join(".");
  throw unexpectedAnswer(host, `${path === "" ? "the whole" : path} is missing or not valid`);
}
