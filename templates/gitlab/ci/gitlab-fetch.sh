#!/usr/bin/env bash
# Finds what was reviewed before this commit was merged: writes reviewed.md, the note, and plans/, the artifact.
set -euo pipefail
cd "$(dirname "$0")/.."
source ci/gitlab-api.sh

refuse() {
  echo "error: $1" >&2
  exit 1
}

marker="<!-- scw-containers review: my-container -->"

request=$(api "$project/repository/commits/$CI_COMMIT_SHA/merge_requests" |
  jq --arg sha "$CI_COMMIT_SHA" --arg branch "$CI_COMMIT_BRANCH" 'map(select(
    .state == "merged" and .target_branch == $branch and
    (.merge_commit_sha == $sha or .squash_commit_sha == $sha or .sha == $sha)
  )) | first // empty')
[ -n "$request" ] || refuse "This commit is of no merged merge request, so that nobody has reviewed its plan."
number=$(jq -r .iid <<<"$request")
merged=$(jq -r .merged_at <<<"$request")

reviews=$(reviews_of "$number" "$marker")
[ "$(jq length <<<"$reviews")" -eq 1 ] ||
  refuse "Merge request $number has no note, or several, with a review. Plan the change in a new one."
jq -e --arg merged "$merged" 'first.updated_at <= $merged' <<<"$reviews" >/dev/null ||
  refuse "The review was written after the merge, so that nobody has seen it before. Plan the change in a new merge request."
jq -r first.body <<<"$reviews" >reviewed.md

pipeline=$(api "$project/merge_requests/$number" | jq -r '.head_pipeline.id // empty')
[ -n "$pipeline" ] || refuse "There is no plan of merge request $number. Plan the change in a new one."
job=$(api "$project/pipelines/$pipeline/jobs?per_page=100" |
  jq -r 'map(select(.name == "plan" and .status == "success")) | first.id // empty')
[ -n "$job" ] || refuse "The plan of merge request $number has not succeeded. Mend what its job tells of, and plan the change in a new one."
# The token is for GitLab, and not for where its artifacts may be.
elsewhere=$(api --output plans.zip --write-out "%{redirect_url}" "$project/jobs/$job/artifacts") ||
  refuse "The plans of merge request $number are gone: they are kept for a week. Plan the change in a new one."
[ -z "$elsewhere" ] || curl --fail --silent --show-error --output plans.zip "$elsewhere"
rm -rf plans
unzip -q -o plans.zip "plans/*"
