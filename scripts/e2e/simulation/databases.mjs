// Managed Databases, Managed Redis and Serverless SQL Databases, as far as the provider uses them.
import { Buffer } from "node:buffer";
import { randomUUID } from "node:crypto";
import { ok } from "./store.mjs";

const PRIVATE_IP = "172.16.4.2";
const INSTANCE = "/rdb/v1/regions/:region/instances/:instance_id";
const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nc2ltdWxhdGVk\n-----END CERTIFICATE-----\n";
const certificate = () =>
  ok({ name: "ca.pem", content_type: "application/x-pem-file", content: Buffer.from(CERTIFICATE).toString("base64") });

export const MANAGED_DATABASES = {
  collections: [
    {
      path: "/rdb/v1/regions/:region/instances",
      listName: "instances",
      defaults: ({ region, init_endpoints, volume_type, volume_size, disable_backup }) => ({
        endpoints: init_endpoints.map(({ private_network: { private_network_id } }) => ({
          id: randomUUID(),
          ip: PRIVATE_IP,
          port: 5432,
          name: null,
          private_network: {
            private_network_id,
            service_ip: `${PRIVATE_IP}/22`,
            zone: `${region}-1`,
            provisioning_mode: "ipam",
          },
        })),
        volume: { type: volume_type, size: volume_size },
        backup_schedule: { frequency: 24, retention: 7, disabled: disable_backup },
        backup_same_region: false,
      }),
      update: ({ backup_schedule }, changes) => ({
        ...changes,
        backup_schedule: {
          frequency: changes.backup_schedule_frequency ?? backup_schedule.frequency,
          retention: changes.backup_schedule_retention ?? backup_schedule.retention,
          disabled: changes.is_backup_schedule_disabled ?? backup_schedule.disabled,
        },
      }),
    },
    { path: `${INSTANCE}/users`, listName: "users", key: "name" },
    {
      path: `${INSTANCE}/databases`,
      listName: "databases",
      key: "name",
      defaults: () => ({ owner: "_rdb_superadmin", managed: true, size: 7_800_000 }),
    },
    { path: `${INSTANCE}/privileges`, listName: "privileges" },
  ],
  actions: [
    { method: "GET", path: `${INSTANCE}/certificate`, answer: certificate },
    {
      method: "PUT",
      path: `${INSTANCE}/privileges`,
      answer: (store, { path, body }) => {
        const place = `${path}/${body.database_name}@${body.user_name}`;
        return ok(body.permission === "none" ? (store.remove(place) ?? body) : store.put(place, body));
      },
    },
    // The provider reads the private addresses of a database, and accepts that there are none.
    { method: "GET", path: "/ipam/v1/regions/:region/ips", answer: () => ok({ ips: [], total_count: 0 }) },
  ],
};

export const MANAGED_REDIS = {
  collections: [
    {
      path: "/redis/v1/zones/:zone/clusters",
      listName: "clusters",
      defaults: ({ zone, endpoints }) => ({
        endpoints: endpoints.map(({ private_network: { id } }) => ({
          id: randomUUID(),
          port: 6379,
          ips: [PRIVATE_IP],
          private_network: { id, service_ips: [`${PRIVATE_IP}/22`], zone, provisioning_mode: "ipam" },
        })),
      }),
    },
  ],
  actions: [{ method: "GET", path: "/redis/v1/zones/:zone/clusters/:id/certificate", answer: certificate }],
};

export const SERVERLESS_SQL = {
  collections: [
    {
      path: "/serverless-sqldb/v1alpha1/regions/:region/databases",
      listName: "databases",
      // The provider expects this answer after a deletion.
      missing: { status: 403, body: { message: "insufficient permissions", type: "permissions_denied", details: [] } },
      defaults: ({ id, region, name }) => ({
        endpoint: `postgres://${id}.pg.sdb.${region}.scw.cloud:5432/${name}?sslmode=require`,
      }),
    },
  ],
};
