#!/usr/bin/env bash
# Applies the plans in plans/ if reviewed.md lists exactly their hashes. Stops at the first failure.
set -euo pipefail
umask 077
cd "$(dirname "$0")/.."

refuse() {
  echo "error: $1" >&2
  exit 1
}

# Terraform and OpenTofu cannot apply each other's plans.
hint() {
  if grep --quiet --no-messages "registry\.opentofu\.org/" "$1/.terraform.lock.hcl" && [[ $("$terraform" version) != OpenTofu* ]]; then
    echo " Its providers are from registry.opentofu.org. If OpenTofu made the plan, set TERRAFORM_BINARY_NAME=tofu."
  fi
}

: "${PLAN_PASSPHRASE:?is not set. Set it to the passphrase of the plans.}"
: "${SCW_ACCESS_KEY:?is not set. Set it to a key that can write.}" "${SCW_SECRET_KEY:?is not set. Set it to the secret of that key.}"
export AWS_ACCESS_KEY_ID=$SCW_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SCW_SECRET_KEY
export TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1
terraform=${TERRAFORM_BINARY_NAME:-terraform}

[ -f reviewed.md ] || refuse "reviewed.md does not exist. Fetch the review first."
rm -rf cdktf.out
for sealed in plans/*.enc; do
  [ -f "$sealed" ] || refuse "plans/ contains no plan. Fetch the plans first."
  folder=cdktf.out/stacks/$(basename "$sealed" .enc)
  mkdir -p "$folder"
  openssl enc -d -aes-256-cbc -pbkdf2 -pass env:PLAN_PASSPHRASE -in "$sealed" -out "$folder/plan" ||
    refuse "$sealed cannot be decrypted. Set PLAN_PASSPHRASE to the passphrase that encrypted it."
done

# If the review lists one hash too many or too few, nothing is applied.
line='^echo "([0-9a-f]{64}  cdktf\.out/stacks/[A-Za-z0-9_.-]+/plan)" \| sha256sum --check$'
reviewed=$(tr -d '\r' <reviewed.md | sed -nE "s#$line#\\1#p" | sort -u)
planned=$(sha256sum cdktf.out/stacks/*/plan | sort -u)
[ -n "$reviewed" ] || refuse "The review lists no plan. Plan the change again in a new request."
[ "$reviewed" = "$planned" ] || refuse "The plans differ from the review. Plan the change again in a new request."

for plan in cdktf.out/stacks/*/plan; do
  folder=$(dirname "$plan")
  # The configuration and the provider versions come from the plan too, so that its hash covers them.
  unzip -q -o -j "$plan" "tfconfig/m-/*" .terraform.lock.hcl -d "$folder"
  "$terraform" -chdir="$folder" init -input=false -lockfile=readonly ||
    refuse "$folder was not applied, because $terraform init failed. Fix its error.$(hint "$folder")"
  "$terraform" -chdir="$folder" apply -input=false plan ||
    refuse "$folder was not applied. If the plan is stale, plan the change again in a new request.$(hint "$folder")"
done
