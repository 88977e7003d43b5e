#!/usr/bin/env bash
# Synthesizes, plans and reviews the stacks. Writes review.md, review.json and plans/<stack>.enc.
set -euo pipefail
umask 077
cd "$(dirname "$0")/.."

: "${STATE_BUCKET:?is not set. Set it to the bucket for the state, which later runs need.}"
: "${PLAN_PASSPHRASE:?is not set. Set it to encrypt the plans, which contain secrets in plain text.}"
: "${SCW_ACCESS_KEY:?is not set. Set it to a read-only key.}" "${SCW_SECRET_KEY:?is not set. Set it to the secret of that key.}"
# Terraform reads the state with the same key, from the variables of AWS.
export AWS_ACCESS_KEY_ID=$SCW_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SCW_SECRET_KEY
export TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1 DISABLE_VERSION_CHECK=1

# The program that CDKTF runs too, for example tofu.
terraform=${TERRAFORM_BINARY_NAME:-terraform}

rm -rf plans
mkdir plans
npm run synth
# cdktf diff has no -lock=false, and a read-only key cannot lock the state.
for file in cdktf.out/stacks/*/cdk.tf.json; do
  folder=$(dirname "$file")
  "$terraform" -chdir="$folder" init -input=false
  "$terraform" -chdir="$folder" plan -input=false -lock=false -out=plan
  openssl enc -aes-256-cbc -pbkdf2 -pass env:PLAN_PASSPHRASE -in "$folder/plan" -out "plans/$(basename "$folder").enc"
done

npx scw-containers review --stacks --format json --out review.json
npx scw-containers review --stacks --format markdown --title my-container --out review.md

# apply.sh needs the hash of each plan. A report without changes, or a very long report, omits some.
missing=$(for plan in cdktf.out/stacks/*/plan; do
  line="echo \"$(sha256sum "$plan")\" | sha256sum --check"
  grep --quiet --line-regexp --fixed-strings -- "$line" review.md || echo "$line"
done)
if [ -n "$missing" ]; then
  printf '\n```sh\n%s\n```\n' "$missing" >>review.md
fi
