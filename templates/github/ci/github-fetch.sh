#!/usr/bin/env bash
# Finds what was reviewed before this commit was merged: writes reviewed.md, the comment, and plans/, the artifact.
set -euo pipefail
cd "$(dirname "$0")/.."

refuse() {
  echo "error: $1" >&2
  exit 1
}

repository=repos/$GITHUB_REPOSITORY
marker="<!-- scw-containers review: my-container -->"

pull=$(gh api "$repository/commits/$GITHUB_SHA/pulls" |
  jq --arg sha "$GITHUB_SHA" --arg branch "$GITHUB_REF_NAME" 'map(select(
    .merged_at != null and .merge_commit_sha == $sha and .base.ref == $branch
  )) | first // empty')
[ -n "$pull" ] || refuse "This commit is of no merged pull request, so that nobody has reviewed its plan."
number=$(jq -r .number <<<"$pull")
head=$(jq -r .head.sha <<<"$pull")
merged=$(jq -r .merged_at <<<"$pull")

# Nobody but a workflow can write as this user.
comment=$(gh api --paginate "$repository/issues/$number/comments?per_page=100" |
  jq -s --arg marker "$marker" 'add | map(select(
    .user.login == "github-actions[bot]" and (.body | split("\n")[0] | contains($marker))
  )) | if length == 1 then first else empty end')
[ -n "$comment" ] || refuse "Pull request $number has no comment, or several, with a review. Plan the change in a new one."
jq -e --arg merged "$merged" '.updated_at <= $merged' <<<"$comment" >/dev/null ||
  refuse "The review was written after the merge, so that nobody has seen it before. Plan the change in a new pull request."
jq -r .body <<<"$comment" >reviewed.md

run=$(gh api "$repository/actions/workflows/plan.yml/runs?event=pull_request&head_sha=$head&status=completed" |
  jq '.workflow_runs | map(select(.head_repository.full_name == env.GITHUB_REPOSITORY)) | first // empty')
[ -n "$run" ] || refuse "There is no finished plan of pull request $number. Plan the change in a new one."
# What fails a run may come after its comment and its plans, as the check of the lock does.
[ "$(jq -r .conclusion <<<"$run")" = success ] ||
  refuse "The last plan of pull request $number has not succeeded. Mend what its run tells of, and plan the change in a new one."
rm -rf plans
gh run download "$(jq -r .id <<<"$run")" --repo "$GITHUB_REPOSITORY" --name plans --dir plans ||
  refuse "The plans of pull request $number are gone: they are kept for a week. Plan the change in a new one."
