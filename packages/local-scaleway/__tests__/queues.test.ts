import { PROJECT, useServer } from "./helpers/server";

const server = useServer();
const MNQ = "/mnq/v1beta1/regions/fr-par";
const activate = (service = "sqs") => server.call("POST", `${MNQ}/activate-${service}`, { project_id: PROJECT });

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
