import { AwsV4Signer } from "aws4fetch";
import { parsedJson } from "../base/json";
import { fieldsOf } from "../base/objects";
import { Http, type HttpSettings } from "../registry/http";
import { ScalewayApiError } from "./api-error";
import { send, TIMEOUTS } from "./connection";
import { unexpectedAnswer } from "./scaleway-api";

/** A queue, and credentials that manage it. */
export interface QueueAccess {
  readonly endpoint: string;
  readonly url: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The approximate number of messages in a queue. */
export interface QueueDepth {
  /** The messages that a receiver would get. */
  readonly visible: number;
  /** The messages that were received, and are hidden until their visibility timeout ends. */
  readonly inFlight: number;
}

const MAX_ANSWER_BYTES = 1024 * 1024;
/** Scaleway's endpoints. The credentials of a state go to them, and to the host of SCW_API_URL, only. */
const SCALEWAY_ENDPOINT = /^https:\/\/sqs\.mnq\.[a-z]{2}-[a-z]{3}\.scaleway\.com\/?$/;
const ATTRIBUTES = {
  visible: "ApproximateNumberOfMessages",
  inFlight: "ApproximateNumberOfMessagesNotVisible",
} as const satisfies Record<keyof QueueDepth, string>;

/** Reads queues with the SQS protocol. */
export class QueueApi {
  readonly #clients = new Map<string, Http>();

  /** @param apiUrl the URL of the API, if it is known: a local Scaleway has its queues there */
  constructor(
    private readonly apiUrl?: string,
    private readonly settings: Partial<HttpSettings> = {},
  ) {}

  /** @throws ScalewayApiError with the code `not-found` if the queue does not exist */
  public async depthOf({ endpoint, url: queueUrl, region, accessKey, secretKey }: QueueAccess): Promise<QueueDepth> {
    const url = this.checkedEndpoint(endpoint);
    const body = JSON.stringify({ QueueUrl: queueUrl, AttributeNames: Object.values(ATTRIBUTES) });
    const signer = new AwsV4Signer({
      method: "POST",
      url: url.href,
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.GetQueueAttributes" },
      body,
      accessKeyId: accessKey,
      secretAccessKey: secretKey,
      service: "sqs",
      region,
    });
    const authorization = await signer.authHeader();
    const { host, ...headers } = Object.fromEntries(signer.headers);
    const request = { method: "POST", headers, authorization, body, maxBytes: MAX_ANSWER_BYTES } as const;
    const response = await send(this.client(url), url, request);
    const answer = fieldsOf(parsedJson(response.body.toString()));
    if (response.status !== 200) throw queueError(response.status, answer["__type"], host ?? url.host);
    const attributes = fieldsOf(answer["Attributes"]);
    const numberOf = (name: string) => {
      const { [name]: text } = attributes;
      if (typeof text !== "string" || !/^\d{1,15}$/.test(text)) throw unexpectedAnswer(url.host, `it has no ${name}`);
      return Number(text);
    };
    return {
      visible: numberOf(ATTRIBUTES.visible),
      inFlight: numberOf(ATTRIBUTES.inFlight),
    };
  }

  public async close(): Promise<void> {
    for (const client of this.#clients.values()) await client.close();
  }

  private checkedEndpoint(endpoint: string): URL {
    const { apiUrl } = this;
    const isLocal =
      apiUrl !== undefined && URL.canParse(endpoint) && new URL(endpoint).origin === new URL(apiUrl).origin;
    if (isLocal || SCALEWAY_ENDPOINT.test(endpoint)) return new URL(endpoint);
    const problem = "the endpoint of the queue is not one of Scaleway";
    throw new ScalewayApiError("unexpected-answer", `${problem}. Set SCW_API_URL as for the deployment.`);
  }

  private client(url: URL): Http {
    const client =
      this.#clients.get(url.origin) ?? new Http(url, process.env, { timeouts: TIMEOUTS, ...this.settings });
    this.#clients.set(url.origin, client);
    return client;
  }
}

function queueError(status: number, type: unknown, host: string): ScalewayApiError {
  const suffix = `(HTTP status ${status})`;
  if (typeof type === "string" && /NonExistentQueue|QueueDoesNotExist/.test(type)) {
    return new ScalewayApiError(
      "not-found",
      `${host}: the queue does not exist ${suffix}. Deploy its stack again.`,
      status,
    );
  }
  if (status === 401 || status === 403 || status === 400) {
    const problem = "the credentials of the queue in the state are not accepted";
    return new ScalewayApiError("forbidden", `${host}: ${problem} ${suffix}. Deploy its stack again.`, status);
  }
  return new ScalewayApiError("server-error", `${host}: the queue cannot be read ${suffix}. Try again later.`, status);
}
