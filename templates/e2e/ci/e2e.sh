#!/usr/bin/env bash
# Deploys the stacks to a local Scaleway, runs the smoke test, and destroys the stacks. The test uses copies of the stacks in .e2e
# with states of their own, and no account. Requires jq, Terraform or OpenTofu, and Docker if there is a Dockerfile.
set -euo pipefail
umask 077
cd "$(dirname "$0")/.."

# Values from outside can be secrets of production, for example the variables of GitLab.
unset "${!TF_VAR_@}" "${!AWS_@}"
secrets=$(grep -rhoE '\$\{env:[A-Za-z0-9_]+' manifests 2>/dev/null | sed 's/.*://') || true
for name in $secrets; do unset "$name"; done
# Set each secret of a container to a value for the test, with the name that its code reads:
# export TF_VAR_database_url=postgres://test

# The container whose image is built from the Dockerfile.
container_name=my-container

export TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1 DISABLE_VERSION_CHECK=1
terraform=${TERRAFORM_BINARY_NAME:-terraform}

scaleway() {
  npx --no scw-containers local --state .e2e/scaleway "$@"
}

finish() {
  local code=$?
  trap - EXIT
  [ "$code" = 0 ] || scaleway logs || true
  # The next run stops a server that still runs.
  if scaleway stop >/dev/null; then rm -rf .e2e; else code=1; fi
  exit "$code"
}

# The server of a run that was killed.
scaleway stop >/dev/null
rm -rf .e2e
trap 'rm -rf .e2e' EXIT

npm run synth
folders=$(node ci/e2e-stacks.mjs)

engine=none
if [ -f Dockerfile ]; then
  engine=docker
  image=$(for folder in $folders; do
    jq -r --arg name "$container_name" '(.resource.scaleway_container // {})[] | select(.name == $name).image' "$folder/cdk.tf.json"
  done)
  if [[ ! $image =~ ^[A-Za-z0-9./:_-]+$ ]]; then
    echo "error: ci/e2e.sh: the image of the container $container_name is unknown, or is not a name with a tag. Set \"container_name\" or \"image\" in this script." >&2
    exit 1
  fi
  docker build --platform linux/amd64 --tag "$image" .
else
  echo "There is no Dockerfile: containers do not run, and the smoke test is skipped."
fi

trap finish EXIT
scaleway --engine "$engine" --detach
deployed=
for folder in $folders; do
  "$terraform" -chdir="$folder" init -input=false
  deployed="$folder $deployed"
  scaleway -- "$terraform" -chdir="$folder" apply -input=false -auto-approve
done
[ "$engine" = none ] || scaleway -- node ci/smoke.mjs
for folder in $deployed; do
  scaleway -- "$terraform" -chdir="$folder" destroy -input=false -auto-approve
done
