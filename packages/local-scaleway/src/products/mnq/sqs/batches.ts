import { isJsonObject, type JsonObject } from "../../../api/json";
import { batchError, SqsError } from "./errors";

const MAX_ENTRIES = 10;
const ID = /^[\w-]{1,80}$/;

/** Does the work for each entry. Entries that fail do not stop the others. */
export function runBatch(body: JsonObject, work: (entry: JsonObject) => JsonObject): JsonObject {
  const successful: JsonObject[] = [];
  const failed: JsonObject[] = [];
  for (const entry of readEntries(body)) {
    const Id = entry["Id"];
    try {
      successful.push({ Id, ...work(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      failed.push({ Id, SenderFault: true, Code: error.queryCode, Message: error.message });
    }
  }
  return { ...(successful.length > 0 && { Successful: successful }), ...(failed.length > 0 && { Failed: failed }) };
}

export function readEntries({ Entries }: JsonObject): JsonObject[] {
  const entries = Array.isArray(Entries) ? Entries.filter(isJsonObject) : [];
  if (entries.length === 0) {
    throw batchError("EmptyBatchRequest", "There should be at least one entry in the request.");
  }
  if (entries.length > MAX_ENTRIES) {
    throw batchError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map((entry) => entry["Id"]);
  if (!ids.every((id) => typeof id === "string" && ID.test(id))) {
    throw batchError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  }
  if (new Set(ids).size < ids.length) throw batchError("BatchEntryIdsNotDistinct", "Two entries have the same Id.");
  return entries;
}
