#!/usr/bin/env bash
# Fetches the review and the plans of a pull request that this push merged. Writes reviewed.md and plans/, or state.md.
set -euo pipefail
cd "$(dirname "$0")/.."
source ci/state.sh
source ci/github-api.sh
rm -rf plans plans.zip reviewed.md state.md

number=$PULL_REQUEST
request=$(merged_requests | grep "^$number ") || refuse "This push did not merge pull request $number."
read -r _ head merged <<<"$request"

comments=$(review_comments "$number")
[ "$(jq length <<<"$comments")" = 1 ] ||
  refuse "Pull request $number has no review comment, or several. Plan the change in a new pull request."

run=$(gh api "$repository/actions/workflows/plan.yml/runs?event=pull_request&head_sha=$head&status=completed" |
  jq -r '.workflow_runs | map(select(
    .head_repository.full_name == env.GITHUB_REPOSITORY
  )) | first // empty | "\(.id) \(.conclusion)"')
[ -n "$run" ] || refuse "Pull request $number has no finished plan. Plan the change in a new pull request."
read -r id conclusion <<<"$run"
# A run can fail after its comment and its plans, for example in the check of the lock file.
[ "$conclusion" = success ] ||
  refuse "The last plan of pull request $number did not succeed. Fix the problem that its log reports, and plan the change in a new pull request."

# An artifact cannot be changed, only replaced by a later one. The run has written its comment before.
artifact=$(gh api "$repository/actions/runs/$id/artifacts?name=plans" | jq -r --arg merged "$merged" '
  .artifacts | map(select(.expired | not)) | first // empty | "\(.id) \(.created_at <= $merged)"')
[ -n "$artifact" ] || refuse "Pull request $number has no plans, or they have expired after a week. Plan the change in a new pull request."
read -r artifact is_older <<<"$artifact"
[ "$is_older" = true ] || refuse "Pull request $number was planned after its merge. Plan the change in a new pull request."
gh api "$repository/actions/artifacts/$artifact/zip" >plans.zip
unzip -q -o plans.zip -d plans

# The approved review must be the one that the run has written. Only the state above the review changes after the merge.
[ "$(jq -r '.[0].body' <<<"$comments" | without_state)" = "$(without_state <plans/review.md)" ] ||
  refuse "The review comment of pull request $number was changed. Plan the change in a new pull request."
mv plans/review.md reviewed.md
