#!/usr/bin/env bash
# Fetches the review and the plans of the merge request of this commit. Writes reviewed.md and plans/.
set -euo pipefail
cd "$(dirname "$0")/.."
source ci/gitlab-api.sh

refuse() {
  echo "error: $1" >&2
  exit 1
}

marker="<!-- scw-containers review: my-container -->"

request=$(api "$project/repository/commits/$CI_COMMIT_SHA/merge_requests" |
  jq -r --arg sha "$CI_COMMIT_SHA" --arg branch "$CI_COMMIT_BRANCH" 'map(select(
    .state == "merged" and .target_branch == $branch and
    (.merge_commit_sha == $sha or .squash_commit_sha == $sha or .sha == $sha)
  )) | first // empty | "\(.iid) \(.merged_at)"')
[ -n "$request" ] || refuse "This commit does not belong to a merged merge request. Merge a reviewed merge request instead."
read -r number merged <<<"$request"

# The first line is whether the note is older than the merge, the rest its text.
review=$(filter_reviews "$number" "$marker" \
  'if length == 1 then first | .updated_at <= $merged, .body else empty end' --arg merged "$merged")
[ -n "$review" ] || refuse "Merge request $number has no review note, or several. Plan the change in a new merge request."
[[ $review = true* ]] || refuse "The review was changed after the merge. Plan the change in a new merge request."
printf '%s\n' "${review#true$'\n'}" >reviewed.md

pipeline=$(api "$project/merge_requests/$number" | jq -r '.head_pipeline.id // empty')
[ -n "$pipeline" ] || refuse "Merge request $number has no plan. Plan the change in a new merge request."
job=$(api "$project/pipelines/$pipeline/jobs?per_page=100" |
  jq -r 'map(select(.name == "plan" and .status == "success")) | first.id // empty')
[ -n "$job" ] || refuse "The plan of merge request $number did not succeed. Fix the problem that its log reports, and plan the change in a new merge request."
# The token must not go to the storage of the artifacts.
elsewhere=$(api --output plans.zip --write-out "%{redirect_url}" "$project/jobs/$job/artifacts") ||
  refuse "The plans of merge request $number have expired after a week. Plan the change in a new merge request."
[ -z "$elsewhere" ] || curl --fail --silent --show-error --output plans.zip "$elsewhere"
rm -rf plans
unzip -q -o plans.zip "plans/*"
