// Keeps the state of every stack in the bucket that STATE_BUCKET names. Terraform lets a file *_override.tf.json replace what
// cdk.tf.json says. Without a bucket the state is a file here, which nobody else sees.
import { readdirSync, rmSync, writeFileSync } from "node:fs";

const region = "fr-par";
const bucket = process.env.STATE_BUCKET;
for (const stack of readdirSync("cdktf.out/stacks")) {
  const file = `cdktf.out/stacks/${stack}/backend_override.tf.json`;
  rmSync(file, { force: true });
  if (bucket) writeFileSync(file, JSON.stringify({ terraform: { backend: { s3: backend(stack) } } }, null, 2));
}

function backend(stack) {
  return {
    bucket,
    key: `${stack}.tfstate`,
    region,
    endpoints: { s3: `https://s3.${region}.scw.cloud` },
    use_path_style: true,
    use_lockfile: true,
    skip_credentials_validation: true,
    skip_region_validation: true,
    skip_requesting_account_id: true,
    skip_metadata_api_check: true,
  };
}
