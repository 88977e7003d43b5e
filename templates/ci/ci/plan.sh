#!/usr/bin/env bash
# Synthesizes the stacks, plans each of them, and reviews the plans: review.md, review.json and plans/<stack>.enc.
set -euo pipefail
umask 077
cd "$(dirname "$0")/.."

: "${STATE_BUCKET:?set it to the bucket of the state: without one nobody would know what was made}"
: "${PLAN_PASSPHRASE:?set it: it encrypts the plans, which hold secrets in clear}"
: "${SCW_ACCESS_KEY:?set it to a key that only reads}" "${SCW_SECRET_KEY:?set it to the secret of that key}"
# Terraform reads the state with the same key, under Amazon's names.
export AWS_ACCESS_KEY_ID=$SCW_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SCW_SECRET_KEY
export TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1 DISABLE_VERSION_CHECK=1

rm -rf plans
mkdir plans
npm run synth
# Terraform itself plans, and not cdktf diff, which has no -lock=false: a key that only reads cannot write a lock.
for file in cdktf.out/stacks/*/cdk.tf.json; do
  folder=$(dirname "$file")
  terraform -chdir="$folder" init -input=false
  terraform -chdir="$folder" plan -input=false -lock=false -out=plan
  openssl enc -aes-256-cbc -pbkdf2 -pass env:PLAN_PASSPHRASE -in "$folder/plan" -out "plans/$(basename "$folder").enc"
done

npx scw-containers review --stacks --format json --out review.json
npx scw-containers review --stacks --format markdown --title my-container --out review.md

# The hash of each plan is what an apply looks for. A report without changes, or a very long one, leaves some out.
missing=$(for plan in cdktf.out/stacks/*/plan; do
  line="echo \"$(sha256sum "$plan")\" | sha256sum --check"
  grep --quiet --line-regexp --fixed-strings -- "$line" review.md || echo "$line"
done)
if [ -n "$missing" ]; then
  printf '\n```sh\n%s\n```\n' "$missing" >>review.md
fi
