import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { localEnvironment } from "local-scaleway";
import {
  closeClients,
  createClient,
  createCredentials,
  createQueue,
} from "../../packages/local-scaleway/__tests__/helpers/queues";
import { CONTAINERS, PROJECT, type TestServer } from "../../packages/local-scaleway/__tests__/helpers/server";

export const SECRET = "hunter2-planted-secret";
export const DIGEST = `sha256:${"a".repeat(64)}`;
export const IMAGE = "rg.fr-par.scw.cloud/shop/order-api:1.4.2";

type Json = Readonly<Record<string, unknown>>;

/** A resource of a state, as Terraform writes it. */
export function resource(type: string, name: string, attributes: Json, sensitive: readonly string[] = []): Json {
  const paths = sensitive.map((value) => [{ type: "get_attr", value }]);
  return {
    mode: "managed",
    type,
    name,
    provider: 'provider["registry.terraform.io/scaleway/scaleway"]',
    instances: [{ schema_version: 0, attributes, sensitive_attributes: paths }],
  };
}

export function stateOf(resources: readonly Json[], outputs: Json = {}): string {
  return JSON.stringify({ version: 4, terraform_version: "1.11.4", serial: 3, lineage: "x", outputs, resources });
}

/** Writes the output of `cdktf synth`: the manifest, and stacks with a local state. */
export function writeStacks(stacks: Readonly<Record<string, { readonly state?: string; readonly code?: Json }>>): void {
  const manifest = Object.keys(stacks).map((name) => [name, { name, workingDirectory: `stacks/${name}` }]);
  for (const [name, { state, code = {} }] of Object.entries(stacks)) {
    const folder = join("cdktf.out/stacks", name);
    mkdirSync(folder, { recursive: true });
    const path = join(process.cwd(), `terraform.${name}.tfstate`);
    writeFileSync(
      join(folder, "cdk.tf.json"),
      JSON.stringify({ terraform: { backend: { local: { path } } }, ...code }),
    );
    if (state !== undefined) writeFileSync(path, state);
  }
  writeFileSync("cdktf.out/manifest.json", JSON.stringify({ stacks: Object.fromEntries(manifest) }));
}

export function useLocalScaleway(server: TestServer): void {
  process.env = localEnvironment(server.url, { ...process.env, SCW_CONFIG_PATH: undefined });
}

/** Creates a resource at the local Scaleway. */
export async function create(server: TestServer, kind: string, settings: Json): Promise<string> {
  return String((await server.call("POST", `${CONTAINERS}/${kind}`, settings)).body.id);
}

/** A namespace with its resource in a state. */
export async function deployNamespace(server: TestServer, name = "shop"): Promise<{ id: string; state: Json }> {
  const id = await create(server, "namespaces", { name, project_id: PROJECT });
  return {
    id,
    state: resource("scaleway_container_namespace", name, { id: `fr-par/${id}`, name, project_id: PROJECT }),
  };
}

/** A container with its resource in a state. */
export async function deployContainer(
  server: TestServer,
  namespaceId: string,
  { name = "order-api", image = IMAGE, attributes = {} }: { name?: string; image?: string; attributes?: Json } = {},
): Promise<{ id: string; state: Json }> {
  const id = await create(server, "containers", { namespace_id: namespaceId, name, image, min_scale: 0, max_scale: 5 });
  const { public_endpoint } = (await server.call("GET", `${CONTAINERS}/containers/${id}`)).body;
  const state = resource(
    "scaleway_container",
    name,
    {
      ...{ id: `fr-par/${id}`, name, namespace_id: `fr-par/${namespaceId}`, region: "fr-par" },
      ...{ image, registry_sha256: DIGEST, min_scale: 0, max_scale: 5, public_endpoint, status: "ready" },
      secret_environment_variables: { PASSWORD: SECRET },
      ...attributes,
    },
    ["secret_environment_variables"],
  );
  return { id, state };
}

/** A queue with a dead-letter queue, and messages in both; the credentials in the state manage them. */
export async function deployQueues(
  server: TestServer,
  messages: { queue: number; deadLetters: number },
): Promise<{
  readonly url: string;
  readonly states: readonly Json[];
}> {
  const credentials = await createCredentials(server);
  const client = createClient(server, credentials);
  const access = { region: "fr-par", sqs_endpoint: server.url };
  const keys = { access_key: credentials.accessKey, secret_key: credentials.secretKey };
  const deadLetterUrl = await createQueue(client, "orders-dead-letter");
  const url = await createQueue(client, "orders");
  const send = async (QueueUrl: string, count: number) => {
    for (let left = count; left > 0; left--) await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  };
  await send(url, messages.queue);
  await send(deadLetterUrl, messages.deadLetters);
  closeClients();
  const id = (name: string) => `fr-par/${PROJECT}/${name}`;
  const queue = (name: string, attributes: Json) =>
    resource(
      "scaleway_mnq_sqs_queue",
      name,
      { id: id(name), name, ...access, ...keys, ...attributes },
      Object.keys(keys),
    );
  return {
    url,
    states: [
      queue("orders-dead-letter", { url: deadLetterUrl, dead_letter_queue: [] }),
      queue("orders", { url, dead_letter_queue: [{ id: id("orders-dead-letter"), max_receive_count: 3 }] }),
    ],
  };
}

/** A trigger with its resource in a state; the state has the fields of the provider. */
export async function deployTrigger(
  server: TestServer,
  containerId: string,
  { name, api, state }: { name: string; api: Json; state: Json },
): Promise<{ id: string; state: Json }> {
  const id = await create(server, "triggers", { container_id: containerId, name, ...api });
  const attributes = { id: `fr-par/${id}`, name, container_id: `fr-par/${containerId}`, cron: [], sqs: [], nats: [] };
  return { id, state: resource("scaleway_container_trigger", name, { ...attributes, ...state }) };
}

/** A schedule at 2 o'clock in Paris. */
export function deploySchedule(server: TestServer, containerId: string) {
  const cron = { schedule: "0 2 * * *", timezone: "Europe/Paris" };
  return deployTrigger(server, containerId, { name: "nightly", api: { cron_config: cron }, state: { cron: [cron] } });
}

/** A trigger of a queue. Its credentials only receive messages. */
export function deployQueueTrigger(server: TestServer, containerId: string, url: string) {
  const sqs_config = { queue_url: url, endpoint: server.url, access_key_id: "x", secret_access_key: "y" };
  const state = { sqs: [{ queue_url: url }] };
  return deployTrigger(server, containerId, { name: "orders", api: { sqs_config }, state });
}

export async function deployDomain(server: TestServer, containerId: string): Promise<{ id: string; state: Json }> {
  const hostname = "api.example.com";
  const id = await create(server, "domains", { container_id: containerId, hostname });
  const attributes = { id: `fr-par/${id}`, hostname, container_id: containerId };
  return { id, state: resource("scaleway_container_domain", "domain", attributes) };
}
