#!/usr/bin/env bash
# Writes the custom rules to Cockpit after a deployment: Terraform's provider has no resource for them. The rules replace those of
# the same group. The argument is the directory of the stack, for example cdktf.out/stacks/shop.
set -euo pipefail
: "${SCW_SECRET_KEY:?is not set. Set it to the secret of a key with ObservabilityFullAccess.}"
stack=${1:?is missing. Pass the directory of the stack.}
rules=$(dirname "$0")/rules
declare -A paths=([metrics]=prometheus/config/v1/rules [logs]=loki/api/v1/rules)

outputs=$("${TERRAFORM_BINARY_NAME:-terraform}" -chdir="$stack" output -json)
for kind in metrics logs; do
  url=$(jq -er --arg name "${kind}_url" '.[$name].value' <<<"$outputs")
  # The secret comes from a file, because other processes can read arguments.
  curl --fail --silent --show-error --header @<(printf 'X-Auth-Token: %s\n' "$SCW_SECRET_KEY") \
    --header "Content-Type: application/yaml" --data-binary "@$rules/$kind.yaml" "$url/${paths[$kind]}/shop"
  echo "$rules/$kind.yaml: written to $url"
done
