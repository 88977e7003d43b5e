import { MISSING, PROJECT, useServer } from "./helpers/server";

const server = useServer();
const MNQ = "/mnq/v1beta1/regions/fr-par";
const activate = (service = "sqs") => server.call("POST", `${MNQ}/activate-${service}`, { project_id: PROJECT });

async function credentials(permissions: object): Promise<string> {
  const body = { project_id: PROJECT, name: "shop", permissions };
  return (await server.call("POST", `${MNQ}/sqs-credentials`, body)).body.access_key as string;
}

describe.each(["sqs", "sns"])("%s", (service) => {
  test("is activated once, and deactivated once", async () => {
    const resource = `Mnq${service.toUpperCase()}Namespace`;
    const info = () => server.call("GET", `${MNQ}/${service}-info?project_id=${PROJECT}`);
    expect((await info()).body).toMatchObject({ status: "disabled", created_at: null });
    expect((await activate(service)).body).toMatchObject({ status: "enabled" });
    expect(await activate(service)).toMatchObject({ status: 409, body: { resource, type: "already_exists" } });
    expect((await info()).body.status).toBe("enabled");
    const deactivate = () => server.call("POST", `${MNQ}/deactivate-${service}`, { project_id: PROJECT });
    expect((await deactivate()).body.status).toBe("disabled");
    expect(await deactivate()).toMatchObject({ status: 404, body: { resource, resource_id: PROJECT } });
  });
});

test("credentials require an active service, and can be updated one permission at a time", async () => {
  const body = { project_id: PROJECT, permissions: { can_receive: true } };
  expect((await server.call("POST", `${MNQ}/sqs-credentials`, body)).status).toBe(403);
  await activate();
  const { body: created } = await server.call("POST", `${MNQ}/sqs-credentials`, body);
  const update = { permissions: { can_publish: true, can_receive: null } };
  const { body: changed } = await server.call("PATCH", `${MNQ}/sqs-credentials/${created.id}`, update);
  expect(changed.permissions).toEqual({ can_publish: true, can_receive: true, can_manage: false });
});

test("NATS credentials have their file only in the answer to their creation", async () => {
  const { body: account } = await server.call("POST", `${MNQ}/nats-accounts`, { project_id: PROJECT, name: "events" });
  expect(account.id).toMatch(/^A[A-Z2-7]{55}$/);
  const body = { nats_account_id: account.id, name: "orders" };
  const { body: created } = await server.call("POST", `${MNQ}/nats-credentials`, body);
  expect(created.credentials).toEqual({ name: "user.creds", content: expect.stringContaining("NATS USER JWT") });
  const path = `${MNQ}/nats-credentials/${created.id}`;
  expect((await server.call("GET", path)).body).toMatchObject({ credentials: null, checksum: created.checksum });
  await server.call("DELETE", `${MNQ}/nats-accounts/${account.id}`);
  expect((await server.call("GET", path)).status).toBe(404);
});

describe("a queue", () => {
  const attributes = { MaximumMessageSize: "262144", MessageRetentionPeriod: "345600", VisibilityTimeout: "30" };
  let key = "";
  beforeEach(async () => {
    await activate();
    key = await credentials({ can_manage: true });
  });

  test("is created, found, read, changed and deleted", async () => {
    const created = await server.sqs("CreateQueue", key, { QueueName: "orders", Attributes: attributes });
    const QueueUrl = `${server.url}/project-${PROJECT}/orders`;
    expect([created.status, created.body]).toEqual([200, { QueueUrl }]);
    expect((await server.sqs("GetQueueUrl", key, { QueueName: "orders" })).body).toEqual({ QueueUrl });
    const AttributeNames = ["VisibilityTimeout", "QueueArn", "ReceiveMessageWaitTimeSeconds", "RedrivePolicy"];
    const read = () => server.sqs("GetQueueAttributes", key, { QueueUrl, AttributeNames });
    const QueueArn = `arn:scw:sqs:fr-par:project-${PROJECT}:orders`;
    const expected = { VisibilityTimeout: "30", QueueArn, ReceiveMessageWaitTimeSeconds: "0" };
    expect((await read()).body.Attributes).toEqual(expected);
    await server.sqs("SetQueueAttributes", key, { QueueUrl, Attributes: { VisibilityTimeout: "60" } });
    expect((await read()).body.Attributes.VisibilityTimeout).toBe("60");
    expect((await server.sqs("ListQueues", key, {})).body).toEqual({ QueueUrls: [QueueUrl] });
    expect((await server.sqs("DeleteQueue", key, { QueueUrl })).status).toBe(200);
    const missing = await server.sqs("GetQueueUrl", key, { QueueName: "orders" });
    expect(missing).toMatchObject({ status: 404, body: { __type: "com.amazonaws.sqs#QueueDoesNotExist" } });
    expect(missing.headers.get("x-amzn-query-error")).toBe("AWS.SimpleQueueService.NonExistentQueue;Sender");
  });

  test.each([
    [{ QueueName: "not a name" }, "InvalidParameterValue"],
    [{ QueueName: "orders.fifo" }, "InvalidParameterValue"],
    [{ QueueName: "orders", Attributes: { VisibilityTimeout: "43201" } }, "InvalidAttributeValue"],
    [{ QueueName: "orders", Attributes: { DelaySeconds: "1" } }, "InvalidAttributeName"],
    [{}, "MissingParameter"],
  ])("is rejected: %j", async (body, type) => {
    const answer = await server.sqs("CreateQueue", key, body);
    expect(answer).toMatchObject({ status: 400, body: { __type: `com.amazonaws.sqs#${type}` } });
  });

  test("cannot be created a second time with other attributes", async () => {
    await server.sqs("CreateQueue", key, { QueueName: "orders", Attributes: attributes });
    expect((await server.sqs("CreateQueue", key, { QueueName: "orders", Attributes: attributes })).status).toBe(200);
    const other = { QueueName: "orders", Attributes: { ...attributes, VisibilityTimeout: "60" } };
    expect((await server.sqs("CreateQueue", key, other)).body.__type).toBe("com.amazonaws.sqs#QueueNameExists");
  });

  test.each([
    ["an unknown key", () => Promise.resolve(MISSING.replaceAll("-", "")), 403],
    ["credentials that cannot manage", () => credentials({ can_receive: true }), 403],
  ])("cannot be created with %s", async (_, accessKey, status) => {
    expect((await server.sqs("CreateQueue", await accessKey(), { QueueName: "orders" })).status).toBe(status);
  });

  test("is deleted with the activation of its project", async () => {
    await server.sqs("CreateQueue", key, { QueueName: "orders" });
    await server.call("POST", `${MNQ}/deactivate-sqs`, { project_id: PROJECT });
    expect((await server.sqs("GetQueueUrl", key, { QueueName: "orders" })).status).toBe(404);
  });

  test("has no messages yet: sending one is not emulated", async () => {
    const answer = await server.sqs("SendMessage", key, { QueueUrl: "x", MessageBody: "{}" });
    expect([answer.status, answer.body.message]).toEqual([501, "not emulated: sqs SendMessage"]);
  });
});
