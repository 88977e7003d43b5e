#!/usr/bin/env bash
# Writes review.md to the review note of the merge request, and terraform-report.json for the summary of GitLab.
set -euo pipefail
cd "$(dirname "$0")/.."
source ci/gitlab-api.sh

# A replacement counts as a deletion and a creation.
jq '[.stacks[].changes] | {
  create: (map(.create + .replace) | add // 0),
  update: (map(.update) | add // 0),
  delete: (map(.delete + .replace) | add // 0)
}' review.json >terraform-report.json

marker=$(head -n 1 review.md | grep -oE '<!-- scw-containers review: .* -->')
note=$(filter_reviews "$CI_MERGE_REQUEST_IID" "$marker" 'first.id // empty')
if [ -n "$note" ]; then
  set -- --request PUT "$project/merge_requests/$CI_MERGE_REQUEST_IID/notes/$note"
else
  set -- --request POST "$project/merge_requests/$CI_MERGE_REQUEST_IID/notes"
fi
jq -n --rawfile body review.md '{ body: $body }' |
  api --header "Content-Type: application/json" --data-binary @- --output /dev/null "$@"
