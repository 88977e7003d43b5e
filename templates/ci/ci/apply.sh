#!/usr/bin/env bash
# Applies the plans in plans/ if reviewed.md lists exactly their hashes. Stops at the first failure. Writes state.md.
set -euo pipefail
umask 077
cd "$(dirname "$0")/.."
source ci/state.sh
source ci/logs.sh

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
# The decrypted plans contain secrets, and the directory of a runner can outlive its job.
trap 'rm -rf cdktf.out' EXIT
for sealed in plans/*.enc; do
  [ -f "$sealed" ] || continue
  folder=cdktf.out/stacks/$(basename "$sealed" .enc)
  mkdir -p "$folder"
  openssl enc -d -aes-256-cbc -pbkdf2 -pass env:PLAN_PASSPHRASE -in "$sealed" -out "$folder/plan" ||
    refuse "$sealed cannot be decrypted. Set PLAN_PASSPHRASE to the passphrase that encrypted it."
done

# If the review lists one hash too many or too few, nothing is applied.
line="^echo '([0-9a-f]{64}  cdktf\.out/stacks/[A-Za-z0-9_.-]+/plan)' \\| sha256sum --check\$"
reviewed=$(tr -d '\r' <reviewed.md | sed -nE "s#$line#\\1#p" | sort -u)
planned=$(sha256sum cdktf.out/stacks/*/plan 2>/dev/null | sort -u) || true
if [ -z "$reviewed$planned" ]; then
  write_state "✅ **Nothing to apply.**"
  exit
fi
[ "$reviewed" = "$planned" ] || refuse "The plans differ from the review. Plan the change again in a new request."

# Applies a plan of $folder. Another apply can hold the lock of the state.
apply_plan() {
  "$terraform" -chdir="$folder" apply -input=false -no-color -lock-timeout=15m "$1" 2>&1 | tee "$folder/apply.log"
}

# Plans the reviewed changes of $folder again, for the current state, and writes the plan "again". The configuration and the
# variables come from the reviewed plan: no code of the project runs here. This configuration does not contain what other
# requests have changed since, and would revert it, so only resources with reviewed changes are planned.
plan_again() {
  local targets
  jq '(.variables // {}) | map_values(.value)' "$folder/reviewed.json" >"$folder/reviewed.tfvars.json"
  mapfile -t targets < <(jq -r -f ci/changes.jq "$folder/reviewed.json" | jq -r '.[].address // empty | "-target=" + .')
  "$terraform" -chdir="$folder" plan -input=false -no-color -lock-timeout=15m -var-file=reviewed.tfvars.json -out=again "${targets[@]}" ||
    refuse "The state of $folder has changed since the review, and its changes cannot be planned again. Plan the change in a new request."
  "$terraform" -chdir="$folder" show -json again | jq -f ci/changes.jq >"$folder/again.json"
  # An earlier run can have applied some of the changes. Each change of the new plan must be equal to a reviewed change, in all values.
  jq -f ci/changes.jq "$folder/reviewed.json" | jq -e --slurpfile again "$folder/again.json" '$again[0] - . == []' >/dev/null ||
    refuse "The state of $folder has changed since the review, and the new plan contains changes that the review does not contain. Plan the change in a new request."
}

# Prints Terraform's errors without secrets, as a code block. Without the plan as JSON the secrets are not known, and nothing is printed.
reason() {
  local known='[env.PLAN_PASSPHRASE, env.SCW_ACCESS_KEY, env.SCW_SECRET_KEY]' errors
  errors=$(sed -E 's/^[│╷╵] ?//' "$folder/apply.log" | awk '/^Error: / { found = 1 } found' | head -c 60000 | LC_ALL=C tr -d '\000-\010\013-\037\177')
  [ -n "$errors" ] && [ -s "$folder/reviewed.json" ] || return 0
  # The fence is longer than any run of backticks in the text. A comment of HTML could look like the end of the state.
  jq -r --arg text "$errors" "$known as \$known | $(cat ci/mask.jq)" "$folder/reviewed.json" | head -c 3000 | jq -Rrs '
    gsub("<!--"; "<! --") | gsub("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]"; "") | ([scan("`+") | length] + [2] | max + 1) as $n | ("`" * $n) as $fence | "\($fence)\n\(rtrimstr("\n"))\n\($fence)"'
}

applied=()
for plan in cdktf.out/stacks/*/plan; do
  folder=$(dirname "$plan")
  start=$SECONDS
  # The configuration and the provider versions come from the plan too, so that its hash covers them.
  unzip -q -o -j "$plan" "tfconfig/m-/*" .terraform.lock.hcl -d "$folder"
  "$terraform" -chdir="$folder" init -input=false -lockfile=readonly ||
    refuse "$folder was not applied, because $terraform init failed. Fix its error.$(hint "$folder")"
  "$terraform" -chdir="$folder" show -json plan >"$folder/reviewed.json" || : >"$folder/reviewed.json"
  current=plan
  for attempt in 1 2 3; do
    apply_plan "$current" && break
    if [ "$attempt" = 3 ] || ! grep -q "Saved plan is stale" "$folder/apply.log"; then
      error="$folder was not applied completely. Fix its error, and plan the change again in a new request.$(hint "$folder")"
      echo "error: $error" >&2
      # A problem with the logs does not hide the failed apply.
      print_logs "$folder" "$terraform" || :
      write_state "🔴 **Not applied.** $error" "$(printf '%s\n' "${applied[@]}" "" "$(reason)")"
      exit 1
    fi
    plan_again
    current=again
  done
  urls=$("$terraform" -chdir="$folder" output -json |
    jq -r '[.[] | select(.sensitive | not).value | strings | select(startswith("https://"))] | unique | map(" " + .) | add // ""') || urls=
  applied+=("- \`$(basename "$folder")\` in $((SECONDS - start)) s$urls")
done
write_state "✅ **Applied** in $SECONDS s." "$(printf '%s\n' "${applied[@]}")"
