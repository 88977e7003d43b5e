import { markup, plain } from "../analysis/markup";
import { isGone, previousNameOf } from "../analysis/naming";
import type { ReviewRule } from "../analysis/rule";
import type { ResourceChange } from "../plan/plan";

interface DataStore {
  readonly noun: string;
  readonly data: string;
}

const DATA_STORES = new Map<string, DataStore>([
  ["scaleway_object_bucket", { noun: "bucket", data: "all its objects" }],
  ["scaleway_rdb_database", { noun: "database", data: "its tables" }],
  ["scaleway_rdb_instance", { noun: "database instance", data: "all its databases" }],
  ["scaleway_redis_cluster", { noun: "Redis cluster", data: "its data" }],
  ["scaleway_sdb_sql_database", { noun: "Serverless SQL database", data: "its tables" }],
]);

export const dataDestroyed: ReviewRule = {
  id: "data-destroyed",
  severity: "critical",
  finds: "a database, a Redis cluster or a bucket with force_destroy that is destroyed or replaced",
  why: "The data is lost, and the services that use it fail.",
  todo: "Copy the data and move the services first. To keep the resource, restore it in the code, or move it with a moved block.",
  *check({ plan }) {
    for (const change of plan.changes) {
      const store = lostData(change);
      if (store === undefined) continue;
      const { noun, data } = store;
      yield { change, what: markup`the ${plain(noun)} ${previousNameOf(change)} is destroyed with ${plain(data)}` };
    }
  },
};

/** What a change destroys with its data. Scaleway destroys a bucket with objects only if `force_destroy` is set. */
export function lostData(change: ResourceChange): DataStore | undefined {
  const isKept = change.type === "scaleway_object_bucket" && change.before?.["force_destroy"] !== true;
  return isGone(change) && !isKept ? DATA_STORES.get(change.type) : undefined;
}
