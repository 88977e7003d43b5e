#!/usr/bin/env bash
# Writes review.md into the merge request's one note, and terraform-report.json for GitLab's own summary.
set -euo pipefail
cd "$(dirname "$0")/.."
source ci/gitlab-api.sh

# A replacement is a deletion and a creation.
jq '[.stacks[].changes] | {
  create: (map(.create + .replace) | add // 0),
  update: (map(.update) | add // 0),
  delete: (map(.delete + .replace) | add // 0)
}' review.json >terraform-report.json

marker=$(head -n 1 review.md | grep -oE '<!-- scw-containers review: .* -->')
note=$(reviews_of "$CI_MERGE_REQUEST_IID" "$marker" | jq -r 'first.id // empty')
if [ -n "$note" ]; then
  set -- --request PUT "$project/merge_requests/$CI_MERGE_REQUEST_IID/notes/$note"
else
  set -- --request POST "$project/merge_requests/$CI_MERGE_REQUEST_IID/notes"
fi
jq -n --rawfile body review.md '{ body: $body }' |
  api --header "Content-Type: application/json" --data-binary @- --output /dev/null "$@"
