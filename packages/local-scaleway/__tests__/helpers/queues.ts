import { CreateQueueCommand, SQSClient, type SQSServiceException } from "@aws-sdk/client-sqs";
import { PROJECT, type TestServer } from "./server";

export const MNQ = "/mnq/v1beta1/regions/fr-par";

export interface QueueCredentials {
  readonly id: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

const ALL_RIGHTS = { can_manage: true, can_publish: true, can_receive: true };

/** Activates queues, and creates credentials. */
export async function createCredentials(
  server: TestServer,
  permissions: object = ALL_RIGHTS,
  project = PROJECT,
): Promise<QueueCredentials> {
  await server.call("POST", `${MNQ}/activate-sqs`, { project_id: project });
  const body = { project_id: project, name: "shop", permissions };
  const { id, access_key, secret_key } = (await server.call("POST", `${MNQ}/sqs-credentials`, body)).body;
  return { id, accessKey: access_key, secretKey: secret_key };
}

const clients: SQSClient[] = [];

/** Amazon's client, without retries. */
export function createClient(server: TestServer, credentials: QueueCredentials, options: object = {}): SQSClient {
  const { accessKey: accessKeyId, secretKey: secretAccessKey } = credentials;
  const client = new SQSClient({
    endpoint: server.url,
    region: "fr-par",
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
    ...options,
  });
  clients.push(client);
  return client;
}

/** Closes the connections of the clients; to be called before the server stops. */
export function closeClients(): void {
  for (const client of clients.splice(0)) client.destroy();
}

export async function createQueue(
  client: SQSClient,
  QueueName = "orders",
  Attributes: Record<string, string> = {},
): Promise<string> {
  return (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl!;
}

/** Stops the time during each test, so that only tests move it. */
export function useStoppedTime(): void {
  beforeEach(() => {
    jest.spyOn(Date, "now").mockReturnValue(Date.now());
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
}

/** The name and the status of the error of a call. */
export async function errorOf(call: Promise<unknown>): Promise<{ name: string; status: number | undefined }> {
  const error = (await call.then(
    () => new Error("the call has succeeded"),
    (reason: unknown) => reason,
  )) as SQSServiceException;
  if ((error as Partial<SQSServiceException>).$metadata === undefined) throw error;
  return { name: error.name, status: error.$metadata.httpStatusCode };
}
