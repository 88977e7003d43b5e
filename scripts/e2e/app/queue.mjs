// Requests to queues with AWS Signature 4, without the SDK.
import { createHash, createHmac } from "node:crypto";

const SERVICE = "sqs";
const ALGORITHM = "AWS4-HMAC-SHA256";
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/** Sends a message to the queue of the variables, and returns the status of the answer. */
export async function sendMessage(message, { QUEUE_URL, SQS_ENDPOINT, SQS_ACCESS_KEY, SQS_SECRET_KEY }) {
  const client = { endpoint: SQS_ENDPOINT, accessKey: SQS_ACCESS_KEY, secretKey: SQS_SECRET_KEY };
  return (await callQueues("SendMessage", { QueueUrl: QUEUE_URL, MessageBody: message }, client)).status;
}

export async function callQueues(action, input, { endpoint, accessKey, secretKey }) {
  const body = JSON.stringify(input);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    host: new URL(endpoint).host,
    "x-amz-date": time,
    "x-amz-target": `AmazonSQS.${action}`,
  };
  const names = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ["POST", "/", "", lines.join(""), names, sha256(body)].join("\n");
  const scope = `${time.slice(0, 8)}/fr-par/${SERVICE}/aws4_request`;
  const key = scope.split("/").reduce(hmac, `AWS4${secretKey}`);
  const signature = hmac(key, [ALGORITHM, time, scope, sha256(canonical)].join("\n")).toString("hex");
  const authorization = `${ALGORITHM} Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return fetch(endpoint, { method: "POST", headers: { ...headers, authorization }, body });
}
