import { MnqSource, SecretValue, ServerlessContainer, type QueueOptions } from "../../lib";
import { minimal, newStack, synth, type Json } from "./synth";

export const secret = (name: string) => SecretValue.variable(name);
export const SQS = {
  queueUrl: "https://sqs.mnq.fr-par.scaleway.com/project-1/orders",
  endpoint: "https://sqs.mnq.fr-par.scaleway.com",
  accessKey: secret("access_key"),
  secretKey: secret("secret_key"),
};
export const NATS = { subject: "orders.>", serverUrls: ["nats://a:4222", "tls://b:4222"], credentials: secret("nats") };
export const PROJECT = "22222222-2222-2222-2222-222222222222";

export const newApi = (stack = newStack()) => ({ stack, api: new ServerlessContainer(stack, "api", minimal) });
export const withSource = (source: MnqSource, options: object = {}) => {
  const { stack, api } = newApi();
  api.addTrigger("orders", { source, ...options });
  return synth(stack);
};
export const withQueue = (options: Partial<QueueOptions> = {}) =>
  withSource(MnqSource.queue({ name: "orders", ...options }));
export const names = (json: Json, type: string) => Object.keys(((json["resource"] as Json)[type] ?? {}) as Json);
