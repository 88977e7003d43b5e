import type { Services } from "../../api/context";

export const MNQ = "/mnq/v1beta1/regions/{region}";

/** Queues and topics, which are activated in the same way. */
export type Service = "sqs" | "sns";

export interface Activation {
  readonly created_at: string | null;
  readonly updated_at: string | null;
  readonly status: "enabled" | "disabled";
}

/** The credentials of queues or topics. */
export interface Credentials {
  readonly id: string;
  readonly name: string;
  readonly project_id: string;
  readonly region: string;
  readonly access_key: string;
  readonly secret_key: string;
  readonly permissions: { readonly can_publish: boolean; readonly can_receive: boolean; readonly can_manage: boolean };
  readonly created_at: string;
  readonly updated_at: string;
}

/** A queue of SQS, with the attributes that were set. */
export interface Queue {
  readonly name: string;
  readonly region: string;
  readonly project_id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface NatsAccount {
  /** The public key of the account. */
  readonly id: string;
  readonly name: string;
  readonly project_id: string;
  readonly region: string;
  readonly endpoint: string;
  /** The private key, which signs the credentials. */
  readonly seed: string;
  /** When credentials were deleted, in seconds since 1970, by their public key. */
  readonly revocations: Readonly<Record<string, number>>;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface NatsCredentials {
  readonly id: string;
  readonly name: string;
  readonly nats_account_id: string;
  readonly region: string;
  /** The public key. */
  readonly user: string;
  /** The file of the credentials. */
  readonly content: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export const NATS_ACCOUNTS = "mnq.nats_accounts";
export const natsAccounts = ({ store }: Services) => store.table<NatsAccount>(NATS_ACCOUNTS);
export const natsCredentials = ({ store }: Services) => store.table<NatsCredentials>("mnq.nats_credentials");
export const activations = (service: Service, { store }: Services) => store.table<Activation>(`mnq.${service}`);
export const credentialsOf = (service: Service, { store }: Services) =>
  store.table<Credentials>(`mnq.${service}_credentials`);
export const queues = ({ store }: Services) => store.table<Queue>("mnq.queues");

export function queueId(region: string, project: string, name: string): string {
  return `${region}/${project}/${name}`;
}
