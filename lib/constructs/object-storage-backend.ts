import { S3Backend, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { ValidationError } from "../base/errors";
import { BACKEND_LIMITS, REGIONS, type Region } from "../facts/limits";
import { literalChoice, literalText } from "../schema/fields";
import { show } from "../base/show";
import { stackRegion } from "../terraform/stack-region";
import { check, propsSchema } from "../schema/parse";

export interface ObjectStorageBackendProps {
  /** The bucket, which has to be there already: 3 to 63 characters. */
  readonly bucket: string;
  /**
   * The state's place in the bucket, of its own for each stack: letters, digits, `-`, `_`, `.` and `/`.
   * @default - the stack's id, with `.tfstate` behind it
   */
  readonly key?: string | undefined;
  /**
   * The bucket's region.
   * @default - the stack's
   */
  readonly region?: Region | undefined;
}

/**
 * Keeps the state in Scaleway Object Storage, locked while Terraform works on it. Credentials come from
 * `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` alone. Needs Terraform or OpenTofu 1.10.
 */
export class ObjectStorageBackend extends S3Backend {
  public readonly bucket: string;
  public readonly key: string;
  public readonly region: Region;

  constructor(scope: Construct, props: ObjectStorageBackendProps) {
    const where = `${scope.node.path}/backend`;
    check(where, backendSchema, props);
    const settled = {
      bucket: props.bucket,
      key: props.key ?? `${TerraformStack.of(scope).node.id}.tfstate`,
      region: props.region ?? stackRegion(scope),
    };
    check(where, settledSchema, settled);
    const { bucket, key, region } = settled as Required<ObjectStorageBackendProps>;
    super(scope, {
      bucket,
      key,
      region,
      endpoints: { s3: `https://s3.${region}.scw.cloud` },
      usePathStyle: true,
      skipCredentialsValidation: true,
      skipRegionValidation: true,
      skipRequestingAccountId: true,
      skipMetadataApiCheck: true,
    });
    // CDKTF 0.21 has no property for it.
    this.addOverride("use_lockfile", true);
    this.bucket = bucket;
    this.key = key;
    this.region = region;
    this.node.addValidation({ validate: () => requireOwnKey(this) });
  }
}

/** No field takes a token: Terraform reads the backend before it knows any value. */
const fields = {
  bucket: literalText(BACKEND_LIMITS.bucket),
  key: literalText(BACKEND_LIMITS.key),
  region: literalChoice(REGIONS),
};

/** @internal */
export const backendSchema = propsSchema<ObjectStorageBackendProps>()({
  ...fields,
  key: fields.key.optional(),
  region: fields.region.optional(),
});

const settledSchema = propsSchema<Required<ObjectStorageBackendProps>>()(fields);

/** Two stacks with one state would each destroy what the other made. */
function requireOwnKey(backend: ObjectStorageBackend): string[] {
  const { bucket, key } = backend;
  const isSame = (each: IConstruct) =>
    each instanceof ObjectStorageBackend && each.bucket === bucket && each.key === key;
  const other = backend.node.root.node.findAll().find((each) => each !== backend && isSame(each));
  if (other === undefined) return [];
  const message = `${show(key)} is the key of ${other.node.path} too, in one bucket, and one state would overwrite the other; give each stack its own`;
  throw new ValidationError(backend.node.path, [{ path: "key", message }]);
}
