import { posix } from "node:path";
import { BucketError, S3Bucket, type S3Settings } from "./s3-bucket";
import { s3Settings } from "./s3-settings";

type Settings = Readonly<Record<string, unknown>>;

/** A directory of a bucket in which stacks keep their states. */
export interface BucketDirectory {
  /** The directory for reports: `s3://bucket/directory/`. */
  readonly location: string;
  readonly prefix: string;
  /** The settings of a backend in the directory, for a backend with another key. */
  readonly settings: Settings;
  readonly bucket: S3Bucket;
}

/** The buckets of a run. Two stacks with the same bucket and directory share one. */
export class Buckets {
  readonly #directories = new Map<string, BucketDirectory>();

  /** @throws BucketError if a setting or the credentials are missing */
  public directoryOf(settings: Settings): { readonly directory: BucketDirectory; readonly key: string } {
    const complete = s3Settings(settings);
    const { endpoint, bucket, key } = complete;
    const prefix = directoryOfKey(key);
    const id = JSON.stringify([endpoint.href, bucket, prefix]);
    const known = this.#directories.get(id);
    if (known !== undefined) return { directory: known, key };
    const directory = this.create(complete, settings, prefix);
    this.#directories.set(id, directory);
    return { directory, key };
  }

  public get directories(): readonly BucketDirectory[] {
    return [...this.#directories.values()];
  }

  public async close(): Promise<void> {
    for (const { bucket } of this.directories) await bucket.close();
  }

  private create(complete: S3Settings, settings: Settings, prefix: string): BucketDirectory {
    const location = `s3://${complete.bucket}/${prefix}`;
    return { location, prefix, settings, bucket: new S3Bucket(complete) };
  }
}

/** Returns the value, or the message of a BucketError. */
export async function tryBucket<T>(act: () => T | Promise<T>): Promise<{ readonly value: T } | BucketError> {
  try {
    return { value: await act() };
  } catch (error) {
    if (error instanceof BucketError) return error;
    throw error;
  }
}

function directoryOfKey(key: string): string {
  const folder = posix.dirname(key);
  return folder === "." ? "" : `${folder}/`;
}
