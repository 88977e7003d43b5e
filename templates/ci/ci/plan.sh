#!/usr/bin/env bash
# Synthesizes, plans and reviews the stacks. Writes review.md, review.json, plans/review.md, and plans/<stack>.enc for each
# stack that changes. If a step fails, failed.txt contains it.
set -euo pipefail
umask 077
cd "$(dirname "$0")/.."
source ci/state.sh

: "${STATE_BUCKET:?is not set. Set it to the bucket for the state, which later runs need.}"
: "${PLAN_PASSPHRASE:?is not set. Set it to encrypt the plans, which contain secrets in plain text.}"
: "${SCW_ACCESS_KEY:?is not set. Set it to a read-only key.}" "${SCW_SECRET_KEY:?is not set. Set it to the secret of that key.}"
# Terraform reads the state with the same key, from the variables of AWS.
export AWS_ACCESS_KEY_ID=$SCW_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SCW_SECRET_KEY
export TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1 DISABLE_VERSION_CHECK=1

# The program that CDKTF runs too, for example tofu.
terraform=${TERRAFORM_BINARY_NAME:-terraform}
program=$(basename "$terraform")

# Runs a command. If it fails, writes its name to failed.txt.
step() {
  local command=$1
  shift
  "$@" && return
  echo "\`$command\` failed." >failed.txt
  exit 1
}

rm -rf plans failed.txt
mkdir plans
step "npm run synth" npm run synth
rm -f cdktf.out/stacks/*/plan
# cdktf diff has no -lock=false, and a read-only key cannot lock the state.
for file in cdktf.out/stacks/*/cdk.tf.json; do
  [ -f "$file" ] || continue
  folder=$(dirname "$file")
  step "$program init in $folder" "$terraform" -chdir="$folder" init -input=false
  step "$program plan in $folder" "$terraform" -chdir="$folder" plan -input=false -lock=false -out=plan
done

# A request must not accept its own risks: the configuration and its rules are those of the target branch.
options=()
if [ -n "${BASE_REVISION:-}" ]; then
  base=cdktf.out/base
  rm -rf "$base"
  mkdir -p "$base"
  git archive "$BASE_REVISION" | tar -x -C "$base" || step "git archive $BASE_REVISION" false
  options=(--base-config "$base/scw-review.yaml")
fi
step "scw-containers review" npx scw-containers review --stacks "${options[@]}" --format json --out review.json
# The comment also contains the lines below, and its state. GitHub accepts 65 536 characters.
step "scw-containers review" npx scw-containers review --stacks "${options[@]}" --format markdown --max-bytes 50000 \
  --title "$name" --out report.md

# The commit that was planned, below the first line.
{
  head -n 1 report.md
  printf '\nCommit %s, planned %s%s.\n' "${COMMIT:-$(git rev-parse HEAD)}" "$(date -u '+%Y-%m-%d %H:%M UTC')" \
    "${RUN_URL:+, [run]($RUN_URL)}"
  tail -n +2 report.md
} >review.md

# apply.sh needs the hash of each plan that changes something, and no other hash. The review can add plans, and omits hashes if it is long.
missing=
for plan in cdktf.out/stacks/*/plan; do
  [ -f "$plan" ] || continue
  folder=$(dirname "$plan")
  line="echo '$(sha256sum "$plan")' | sha256sum --check"
  changes=$("$terraform" -chdir="$folder" show -json plan | jq -c -f ci/changes.jq) || step "$program show in $folder" false
  if [ "$changes" = "[]" ]; then
    grep -vxF -- "$line" review.md >report.md || true
    mv report.md review.md
    continue
  fi
  openssl enc -aes-256-cbc -pbkdf2 -pass env:PLAN_PASSPHRASE -in "$plan" -out "plans/$(basename "$folder").enc"
  grep -qxF -- "$line" review.md || missing+=$line$'\n'
done
[ -z "$missing" ] || printf '\n```sh\n%s```\n' "$missing" >>review.md
cp review.md plans/
