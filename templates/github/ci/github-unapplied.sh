#!/usr/bin/env bash
# Writes "not applied" to the comments of the pull requests in $REQUESTS that still wait.
set -euo pipefail
cd "$(dirname "$0")/.."
source ci/state.sh
source ci/github-api.sh

for number in $(jq -rn 'env.REQUESTS | fromjson | .[]'); do
  rm -f state.md
  if [[ $(review_comments "$number" | jq -r 'first.body // empty') = "⏳"* ]]; then PULL_REQUEST=$number bash ci/github-state.sh; fi
done
