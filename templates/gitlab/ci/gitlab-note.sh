#!/usr/bin/env bash
# Writes review.md to the review note of the merge request, and terraform-report.json for the summary of GitLab.
set -euo pipefail
cd "$(dirname "$0")/.."
source ci/state.sh
source ci/gitlab-api.sh

# A replacement counts as a deletion and a creation.
jq '[.stacks[].changes] | {
  create: (map(.create + .replace) | add // 0),
  update: (map(.update) | add // 0),
  delete: (map(.delete + .replace) | add // 0)
}' review.json >terraform-report.json

write_note "$CI_MERGE_REQUEST_IID" review.md
