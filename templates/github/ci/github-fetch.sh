#!/usr/bin/env bash
# Fetches the review and the plans of the pull request of this commit. Writes reviewed.md and plans/.
set -euo pipefail
cd "$(dirname "$0")/.."

refuse() {
  echo "error: $1" >&2
  exit 1
}

repository=repos/$GITHUB_REPOSITORY
marker="<!-- scw-containers review: my-container -->"

pull=$(gh api "$repository/commits/$GITHUB_SHA/pulls" |
  jq -r --arg sha "$GITHUB_SHA" --arg branch "$GITHUB_REF_NAME" 'map(select(
    .merged_at != null and .merge_commit_sha == $sha and .base.ref == $branch
  )) | first // empty | "\(.number) \(.head.sha) \(.merged_at)"')
[ -n "$pull" ] || refuse "This commit does not belong to a merged pull request. Merge a reviewed pull request instead."
read -r number head merged <<<"$pull"

# Only workflows can write as this user. The first line is whether the comment is older than the merge, the rest its text.
review=$(gh api --paginate "$repository/issues/$number/comments?per_page=100" |
  jq -rs --arg marker "$marker" --arg merged "$merged" 'add | map(select(
    .user.login == "github-actions[bot]" and (.body | split("\n")[0] | contains($marker))
  )) | if length == 1 then first | .updated_at <= $merged, .body else empty end')
[ -n "$review" ] || refuse "Pull request $number has no review comment, or several. Plan the change in a new pull request."
[[ $review = true* ]] || refuse "The review was changed after the merge. Plan the change in a new pull request."
printf '%s\n' "${review#true$'\n'}" >reviewed.md

run=$(gh api "$repository/actions/workflows/plan.yml/runs?event=pull_request&head_sha=$head&status=completed" |
  jq -r '.workflow_runs | map(select(
    .head_repository.full_name == env.GITHUB_REPOSITORY
  )) | first // empty | "\(.id) \(.conclusion)"')
[ -n "$run" ] || refuse "Pull request $number has no finished plan. Plan the change in a new pull request."
read -r id conclusion <<<"$run"
# A run can fail after its comment and its plans, for example in the check of the lock file.
[ "$conclusion" = success ] ||
  refuse "The last plan of pull request $number did not succeed. Fix the problem that its log reports, and plan the change in a new pull request."
rm -rf plans
gh run download "$id" --repo "$GITHUB_REPOSITORY" --name plans --dir plans ||
  refuse "The plans of pull request $number have expired after a week. Plan the change in a new pull request."
