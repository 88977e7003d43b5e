import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

const ACCESS_KEY = "SCWXXXXXXXXXXXXXXXXX";

/** A bucket of a stand-in for Object Storage. */
export interface TestBucket {
  /** The S3 backend of a stack, as this library writes it for Object Storage. */
  readonly backend: (key: string) => { readonly s3: Readonly<Record<string, unknown>> };
  /** Sets the response to all lists of objects. */
  readonly respondToLists: (response: { status: number; body: string }) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startBucket(): Promise<TestBucket> {
  const worker = new Worker(join(__dirname, "s3-worker.js"), { workerData: { accessKey: ACCESS_KEY } });
  const [port] = (await once(worker, "message")) as [number];
  const endpoint = `http://127.0.0.1:${port}`;
  const names = ["credentials_validation", "region_validation", "requesting_account_id", "metadata_api_check"];
  const flags = Object.fromEntries([...names, "s3_checksum"].map((name) => [`skip_${name}`, true]));
  return {
    backend: (key) => ({
      s3: { bucket: "states", key, region: "fr-par", endpoints: { s3: endpoint }, use_path_style: true, ...flags },
    }),
    respondToLists: async (response) => {
      await fetch(`${endpoint}/_next`, { method: "PUT", body: JSON.stringify(response) });
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}

/** Sets the credentials that Terraform's S3 backend reads. */
export function setS3Credentials(): void {
  process.env["AWS_ACCESS_KEY_ID"] = ACCESS_KEY;
  process.env["AWS_SECRET_ACCESS_KEY"] = "11111111-1111-4111-8111-111111111111";
}
