import { S3Backend, TerraformBackend, TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { ValidationError, throwIfAny, type ValidationIssue } from "../base/errors";
import { show } from "../base/show";
import { BACKEND_LIMITS, type Region } from "../facts/limits";
import { literal, literalText } from "../schema/fields";
import { regionField } from "../schema/identifiers";
import { checkLimits, parseOptions, propsSchema } from "../schema/parse";
import { backendScope } from "../terraform/construct-id";
import { membersOf } from "../terraform/stack-checks";
import { stackRegion } from "../terraform/stack-region";

/** The props of an `ObjectStorageBackend`. Terraform reads them before it resolves any value, so none can be a token. */
export interface ObjectStorageBackendProps {
  /** The bucket, which must exist: 3 to 63 characters. */
  readonly bucket: string;
  /**
   * The key of the state in the bucket, unique per stack: 1 to 1024 letters, digits, `-`, `_`, `.` and `/`.
   * @default - the ID of the stack with the suffix `.tfstate`
   * @example
   * ```ts
   * key: "production/shop.tfstate"
   * ```
   */
  readonly key?: string | undefined;
  /**
   * The region of the bucket.
   * @default - the region of the stack
   */
  readonly region?: Region | undefined;
}

/**
 * Stores the state in Scaleway Object Storage, and locks it while Terraform runs. Credentials come from the variables
 * `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. Requires Terraform or OpenTofu 1.10.
 * @example
 * ```ts
 * const plain = new TerraformStack(app, "plain");
 * new ObjectStorageBackend(plain, { bucket: "my-terraform-state", region: "fr-par" });
 * ```
 */
export class ObjectStorageBackend extends S3Backend {
  /** The bucket with the state. */
  public readonly bucket: string;
  /** The key of the state in the bucket. */
  public readonly key: string;
  /** The region of the bucket. */
  public readonly region: Region;

  /**
   * @param scope the stack whose state is stored
   * @throws ValidationError with every problem of the props; with the code `duplicate-name` if the stack has another backend; at synth with
   * the code `duplicate-state` if another stack has the same bucket and key
   */
  constructor(scope: Construct, props: ObjectStorageBackendProps) {
    const source = `${scope.node.path}/backend`;
    const defaults = { key: `${TerraformStack.of(scope).node.id}.tfstate`, region: stackRegion(scope) };
    const complete = { ...defaults, ...parseOptions(source, backendSchema, props) };
    const { bucket, key, region } = parseOptions(source, completeSchema, complete);
    checkLimits(scope, "backend", completeSchema, complete);
    throwIfAny(source, [...otherBackendIssues(scope)]);
    super(backendScope(scope), {
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
    this.node.addValidation({ validate: () => requireUniqueKey(this) });
  }
}

/** The fields of a backend, which accept no tokens: Terraform reads the backend before it resolves any value. */
const fields = {
  bucket: literalText(BACKEND_LIMITS.bucket),
  key: literalText(BACKEND_LIMITS.key),
  region: literal(regionField()),
};

/** @internal */
export const backendSchema = propsSchema<ObjectStorageBackendProps>()({
  ...fields,
  key: fields.key.optional(),
  region: fields.region.optional(),
});

/** The schema of the props with their defaults, which may be missing or not valid. */
const completeSchema = propsSchema<{ readonly bucket: string; readonly key: string; readonly region: Region }>()(
  fields,
);

function* otherBackendIssues(scope: Construct): Iterable<ValidationIssue> {
  const [other] = membersOf(TerraformStack.of(scope), (each) => TerraformBackend.isBackend(each));
  if (other === undefined) return;
  const message = `is the second backend of the stack, beside ${other.node.path}. Remove one of them.`;
  yield { code: "duplicate-name", path: "", message };
}

/** Rejects two stacks with the same state: each would destroy the resources of the other stack. */
function requireUniqueKey(backend: ObjectStorageBackend): string[] {
  const { bucket, key } = backend;
  const isSame = (each: IConstruct) =>
    each instanceof ObjectStorageBackend && each.bucket === bucket && each.key === key;
  const other = backend.node.root.node.findAll().find((each) => each !== backend && isSame(each));
  if (other === undefined) return [];
  const message = `is also the key of ${other.node.path} in the same bucket, got ${show(key)}. Use another key for each stack.`;
  throw new ValidationError(backend.node.path, [{ code: "duplicate-state", path: "key", message }]);
}
