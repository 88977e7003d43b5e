#!/usr/bin/env bash
# Applies the plans in plans/, if their hashes are those in reviewed.md, and no other. Stops at the first that fails.
set -euo pipefail
umask 077
cd "$(dirname "$0")/.."

refuse() {
  echo "error: $1" >&2
  exit 1
}

: "${PLAN_PASSPHRASE:?set it to what encrypted the plans}"
: "${SCW_ACCESS_KEY:?set it to a key that writes}" "${SCW_SECRET_KEY:?set it to the secret of that key}"
export AWS_ACCESS_KEY_ID=$SCW_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SCW_SECRET_KEY
export TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1

[ -f reviewed.md ] || refuse "There is no review."
rm -rf cdktf.out
for sealed in plans/*.enc; do
  [ -f "$sealed" ] || refuse "There is no plan in plans/."
  folder=cdktf.out/stacks/$(basename "$sealed" .enc)
  mkdir -p "$folder"
  openssl enc -d -aes-256-cbc -pbkdf2 -pass env:PLAN_PASSPHRASE -in "$sealed" -out "$folder/plan" ||
    refuse "$sealed cannot be decrypted: PLAN_PASSPHRASE is not the one that encrypted it."
done

# The lines of the review, and no other, are the hashes of these plans: one too many or too few, and nothing is applied.
line='^echo "([0-9a-f]{64}  cdktf\.out/stacks/[A-Za-z0-9_.-]+/plan)" \| sha256sum --check$'
reviewed=$(tr -d '\r' <reviewed.md | sed -nE "s#$line#\\1#p" | sort -u)
planned=$(sha256sum cdktf.out/stacks/*/plan | sort -u)
[ -n "$reviewed" ] || refuse "The review names no plan. Plan the change again in a new request."
[ "$reviewed" = "$planned" ] || refuse "The plans are not those of the review. Plan the change again in a new request."

for plan in cdktf.out/stacks/*/plan; do
  folder=$(dirname "$plan")
  # The configuration and the providers' versions come out of the plan too, so that its hash is of them as well.
  unzip -q -o -j "$plan" "tfconfig/m-/*" .terraform.lock.hcl -d "$folder"
  terraform -chdir="$folder" init -input=false -lockfile=readonly
  terraform -chdir="$folder" apply -input=false plan ||
    refuse "$folder is not applied. If the plan is stale, something was changed since: plan again in a new request."
done
