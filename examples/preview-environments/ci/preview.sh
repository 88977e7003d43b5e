#!/usr/bin/env bash
# Previews of pull requests, each with a stack and a state of its own.
#   preview.sh deploy NUMBER    builds the image, deploys it, and writes the URL to preview.env
#   preview.sh destroy NUMBER   destroys the preview, if there is one
#   preview.sh clean NUMBER...  destroys the previews of all other numbers, and those that were not deployed for a week
set -euo pipefail
shopt -s inherit_errexit
umask 077
cd "$(dirname "$0")/.."

region=fr-par
max_age_days=7

fail() {
  echo "error: ci/preview.sh: $1" >&2
  exit 1
}

for name in STATE_BUCKET REGISTRY SCW_ACCESS_KEY SCW_SECRET_KEY SCW_DEFAULT_PROJECT_ID; do
  [ -n "${!name:-}" ] || fail "$name is not set. Set it in the environment previews."
done
export AWS_ACCESS_KEY_ID=$SCW_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SCW_SECRET_KEY
export TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1 DISABLE_VERSION_CHECK=1
terraform=${TERRAFORM_BINARY_NAME:-terraform}

# Synthesizes the stack of a preview, and opens its state.
open_stack() {
  export PREVIEW=$1 PREVIEW_IMAGE=$2
  stack=cdktf.out/stacks/preview-$1
  npm run synth
  "$terraform" -chdir="$stack" init -input=false -no-color
}

deploy() {
  local image commit url
  commit=$(git rev-parse HEAD)
  # A tag that never moves: each commit is another image, and Terraform deploys it.
  image=$REGISTRY/order-api:preview-$1-$commit
  docker login --username nologin --password-stdin "${REGISTRY%%/*}" <<<"$SCW_SECRET_KEY"
  docker build --platform linux/amd64 --tag "$image" .
  docker push "$image"
  open_stack "$1" "$image"
  "$terraform" -chdir="$stack" apply -input=false -no-color -auto-approve -lock-timeout=10m
  url=$("$terraform" -chdir="$stack" output -no-color -raw url)
  echo "PREVIEW_URL=$url" >preview.env
}

destroy() {
  # Any image: nothing is deployed.
  open_stack "$1" "$REGISTRY/order-api:none"
  "$terraform" -chdir="$stack" destroy -input=false -no-color -auto-approve -lock-timeout=10m
}

# Prints the numbers of the previews that are deployed, and whether each was deployed in the last days.
list() {
  local page=1 containers
  while :; do
    # The secret comes from a file, because other processes can read arguments.
    containers=$(curl --fail --silent --show-error --header @<(printf 'X-Auth-Token: %s\n' "$SCW_SECRET_KEY") \
      "${SCW_API_URL:-https://api.scaleway.com}/containers/v1/regions/$region/containers?project_id=$SCW_DEFAULT_PROJECT_ID&page=$page&page_size=100") ||
      fail "the containers cannot be listed. Check the key and SCW_DEFAULT_PROJECT_ID."
    [ "$(jq '.containers | length' <<<"$containers")" != 0 ] || return 0
    jq -r --argjson days "$max_age_days" '.containers[] | select(.tags | index("preview")) |
      ((.updated_at | sub("\\.\\d+"; "") | fromdateiso8601) > now - $days * 86400) as $is_recent |
      .tags[] | capture("^preview-(?<number>[1-9][0-9]*)$") | "\(.number) \($is_recent)"' <<<"$containers"
    page=$((page + 1))
  done
}

clean() {
  local number is_recent failed=
  previews=$(list)
  while read -r number is_recent; do
    [ -n "$number" ] || continue
    if [ "$is_recent" = true ] && [[ " $* " == *" $number "* ]]; then continue; fi
    # One that fails must not keep the others. In this shell, || would ignore the errors inside of destroy.
    bash ci/preview.sh destroy "$number" </dev/null || failed+=" $number"
  done <<<"$previews"
  [ -z "$failed" ] || fail "the previews$failed were not destroyed. Fix their errors, and run the job again."
}

case ${1:-} in
deploy | destroy) [[ $# = 2 && $2 =~ ^[1-9][0-9]{0,8}$ ]] || fail "\"${*:2}\" is not the number of a pull request." ;;
clean) ;;
*) fail "expected deploy, destroy or clean, got \"${1:-}\"." ;;
esac
"$@"
