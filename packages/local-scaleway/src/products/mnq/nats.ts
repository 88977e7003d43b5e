import { DEFAULT_PROJECT_ID, type Request, type Routes, type Services } from "../../api/context";
import { notFound } from "../../api/errors";
import { natsAccountId, newId, randomText, sha1 } from "../../api/ids";
import { Input } from "../../api/input";
import type { JsonObject } from "../../api/json";
import { listPage, matches } from "../../api/listing";
import { inPathRegion } from "../../api/lookup";
import { MNQ } from "./records";

interface NatsAccount {
  readonly id: string;
  readonly name: string;
  readonly project_id: string;
  readonly region: string;
  readonly created_at: string;
  readonly updated_at: string;
}

interface NatsCredentials {
  readonly id: string;
  readonly name: string;
  readonly nats_account_id: string;
  readonly region: string;
  readonly content: string;
  readonly created_at: string;
  readonly updated_at: string;
}

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

const accounts = ({ store }: Services) => store.table<NatsAccount>("mnq.nats_accounts");
const natsCredentials = ({ store }: Services) => store.table<NatsCredentials>("mnq.nats_credentials");

function currentAccount(request: Request): NatsAccount {
  // The resource of this error is "namespace" at Scaleway.
  return inPathRegion(accounts(request).get(request.param("id")), request, notFound("namespace", request.param("id")));
}

function createAccount(request: Request): JsonObject {
  const input = new Input(request.body);
  const now = request.clock.timestamp();
  const account: NatsAccount = {
    id: natsAccountId(),
    name: input.text("name") ?? "",
    project_id: input.id("project_id") ?? DEFAULT_PROJECT_ID,
    region: request.param("region"),
    created_at: now,
    updated_at: now,
  };
  input.check();
  accounts(request).put(account.id, account);
  return displayAccount(account);
}

function listAccounts(request: Request): JsonObject {
  const { query } = request;
  const values = accounts(request)
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
  accounts(request).put(changed.id, changed);
  return displayAccount(changed);
}

function removeAccount(request: Request): undefined {
  const { id } = currentAccount(request);
  for (const credentials of natsCredentials(request).all()) {
    if (credentials.nats_account_id === id) natsCredentials(request).delete(credentials.id);
  }
  accounts(request).delete(id);
}

function displayAccount(account: NatsAccount): JsonObject {
  return { ...account, endpoint: `nats://nats.mnq.${account.region}.scaleway.com:4222` };
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
  const credentials: NatsCredentials = {
    id: newId(),
    name: input.text("name") ?? "",
    nats_account_id: input.requiredText("nats_account_id"),
    region: request.param("region"),
    content: natsFile(),
    created_at: now,
    updated_at: now,
  };
  input.check();
  const account = accounts(request).get(credentials.nats_account_id);
  if (account?.region !== credentials.region) throw notFound("namespace", credentials.nats_account_id);
  natsCredentials(request).put(credentials.id, credentials);
  return displayCredentials(credentials, true);
}

/** A credentials file in the format of NATS. No NATS server accepts it. */
function natsFile(): string {
  const part = (title: string, text: string) => `-----BEGIN ${title}-----\n${text}\n------END ${title}------\n`;
  return `${part("NATS USER JWT", randomText(80))}\n${part("USER NKEY SEED", `SU${randomText(56).toUpperCase()}`)}`;
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
  natsCredentials(request).delete(currentCredentials(request).id);
}

function displayCredentials({ content, ...credentials }: NatsCredentials, isNew: boolean): JsonObject {
  return { ...credentials, credentials: isNew ? { name: "user.creds", content } : null, checksum: sha1(content) };
}
