// Stores the state of every stack in the bucket STATE_BUCKET: Terraform merges *_override.tf.json over cdk.tf.json.
// Without the variable, the state is a local file, which nobody else can read.
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
