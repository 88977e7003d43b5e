import { DEFAULT_PROJECT_ID, type Request, type Routes } from "../../api/context";
import { notFound } from "../../api/errors";
import { newId, sha1 } from "../../api/ids";
import { Input } from "../../api/input";
import type { JsonObject } from "../../api/json";
import { listPage, matches } from "../../api/listing";
import { inPathRegion } from "../../api/lookup";
import { createKey, credentialsFile, natsToken, nowSeconds } from "./nats-keys";
import { MNQ, natsAccounts, natsCredentials, type NatsAccount, type NatsCredentials } from "./records";

export const natsRoutes: Routes = {
  [`POST ${MNQ}/nats-accounts`]: ["mnq CreateNatsAccount", createAccount],
  [`GET ${MNQ}/nats-accounts`]: ["mnq ListNatsAccounts", listAccounts],
  [`GET ${MNQ}/nats-accounts/{id}`]: ["mnq GetNatsAccount", (request) => displayAccount(currentAccount(request))],
  [`PATCH ${MNQ}/nats-accounts/{id}`]: ["mnq UpdateNatsAccount", updateAccount],
  [`DELETE ${MNQ}/nats-accounts/{id}`]: ["mnq DeleteNatsAccount", removeAccount],
  [`POST ${MNQ}/nats-credentials`]: ["mnq CreateNatsCredentials", createCredentials],
  [`GET ${MNQ}/nats-credentials`]: ["mnq ListNatsCredentials", listCredentials],
  [`GET ${MNQ}/nats-credentials/{id}`]: [
    "mnq GetNatsCredentials",
    (request) => displayCredentials(currentCredentials(request), false),
  ],
  [`DELETE ${MNQ}/nats-credentials/{id}`]: ["mnq DeleteNatsCredentials", removeCredentials],
};

/** A user may do everything in its account. */
const USER = { pub: {}, sub: {}, subs: -1, data: -1, payload: -1, type: "user", version: 2 } as const;

function currentAccount(request: Request): NatsAccount {
  // The resource of this error is "namespace" at Scaleway.
  return inPathRegion(
    natsAccounts(request).get(request.param("id")),
    request,
    notFound("namespace", request.param("id")),
  );
}

function createAccount(request: Request): JsonObject {
  const input = new Input(request.body);
  const now = request.clock.timestamp();
  const { publicKey: id, seed } = createKey("account");
  const region = request.param("region");
  const account: NatsAccount = {
    id,
    name: input.text("name") ?? "",
    project_id: input.id("project_id") ?? DEFAULT_PROJECT_ID,
    region,
    endpoint: request.natsUrl?.() ?? `nats://nats.mnq.${region}.scaleway.com:4222`,
    seed,
    revocations: {},
    created_at: now,
    updated_at: now,
  };
  input.check();
  natsAccounts(request).put(account.id, account);
  return displayAccount(account);
}

function listAccounts(request: Request): JsonObject {
  const { query } = request;
  const values = natsAccounts(request)
    .all()
    .filter(
      ({ name, project_id, region }) =>
        region === request.param("region") && matches(query, "project_id", project_id) && matches(query, "name", name),
    );
  return listPage("nats_accounts", values, query, displayAccount);
}

function updateAccount(request: Request): JsonObject {
  const account = currentAccount(request);
  const input = new Input(request.body);
  const changed = { ...account, name: input.text("name") ?? account.name, updated_at: request.clock.timestamp() };
  input.check();
  natsAccounts(request).put(changed.id, changed);
  return displayAccount(changed);
}

function removeAccount(request: Request): undefined {
  const { id } = currentAccount(request);
  for (const credentials of natsCredentials(request).all()) {
    if (credentials.nats_account_id === id) natsCredentials(request).delete(credentials.id);
  }
  natsAccounts(request).delete(id);
}

function displayAccount(account: NatsAccount): JsonObject {
  const { id, name, endpoint, project_id, region, created_at, updated_at } = account;
  return { id, name, endpoint, project_id, region, created_at, updated_at };
}

function currentCredentials(request: Request): NatsCredentials {
  return inPathRegion(
    natsCredentials(request).get(request.param("id")),
    request,
    notFound("credentials", request.param("id")),
  );
}

function createCredentials(request: Request): JsonObject {
  const input = new Input(request.body);
  const now = request.clock.timestamp();
  const name = input.text("name") ?? "";
  const nats_account_id = input.requiredText("nats_account_id");
  input.check();
  const account = natsAccounts(request).get(nats_account_id);
  const region = request.param("region");
  if (account?.region !== region) throw notFound("namespace", nats_account_id);
  const user = createKey("user");
  const token = natsToken(name, user.publicKey, { publicKey: account.id, seed: account.seed }, USER);
  const credentials: NatsCredentials = {
    id: newId(),
    name,
    nats_account_id,
    region,
    user: user.publicKey,
    content: credentialsFile(token, user.seed),
    created_at: now,
    updated_at: now,
  };
  natsCredentials(request).put(credentials.id, credentials);
  return displayCredentials(credentials, true);
}

function listCredentials(request: Request): JsonObject {
  const { query } = request;
  const values = natsCredentials(request)
    .all()
    .filter(
      ({ nats_account_id, region }) =>
        region === request.param("region") && matches(query, "nats_account_id", nats_account_id),
    );
  return listPage("nats_credentials", values, query, (value) => displayCredentials(value, false));
}

function removeCredentials(request: Request): undefined {
  const { id, nats_account_id, user } = currentCredentials(request);
  const account = natsAccounts(request).get(nats_account_id);
  if (account !== undefined) {
    const revocations = { ...account.revocations, [user]: nowSeconds() };
    natsAccounts(request).put(account.id, { ...account, revocations });
  }
  natsCredentials(request).delete(id);
}

function displayCredentials(stored: NatsCredentials, isNew: boolean): JsonObject {
  const { id, name, nats_account_id, region, content, created_at, updated_at } = stored;
  const credentials = isNew ? { name: "user.creds", content } : null;
  return { id, name, nats_account_id, region, created_at, updated_at, credentials, checksum: sha1(content) };
}
