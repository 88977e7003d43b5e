#!/usr/bin/env bash
# Fetches the review and the plans of the merge request of this commit. Writes reviewed.md and plans/, or state.md.
set -euo pipefail
cd "$(dirname "$0")/.."
source ci/state.sh
source ci/gitlab-api.sh
rm -rf plans plans.zip reviewed.md state.md

request=$(merged_request)
[ -n "$request" ] || refuse "This commit does not belong to a merged merge request. Merge a reviewed merge request instead."
read -r number merged <<<"$request"

notes=$(review_notes "$number")
[ "$(jq length <<<"$notes")" = 1 ] ||
  refuse "Merge request $number has no review note, or several. Plan the change in a new merge request."

# The pipelines of merge trains have no job "plan". Those of forks are in another project.
job=
for pipeline in $(api "$project/merge_requests/$number/pipelines?per_page=20" |
  jq -r '.[] | select((.project_id | tostring) == env.CI_PROJECT_ID) | .id'); do
  job=$(api "$project/pipelines/$pipeline/jobs?per_page=100" | jq -r --arg merged "$merged" '
    map(select(.name == "plan")) | first // empty | "\(.id) \(.status) \((.finished_at // "~") <= $merged)"')
  [ -z "$job" ] || break
done
[ -n "$job" ] || refuse "Merge request $number has no plan. Plan the change in a new merge request."
read -r id status is_older <<<"$job"
[ "$status" = success ] ||
  refuse "The plan of merge request $number did not succeed. Fix the problem that its log reports, and plan the change in a new merge request."
# The files of a finished job cannot be changed. It has written its note before.
[ "$is_older" = true ] || refuse "Merge request $number was planned after its merge. Plan the change in a new merge request."
# The token must not go to the storage of the artifacts.
elsewhere=$(api --output plans.zip --write-out "%{redirect_url}" "$project/jobs/$id/artifacts") ||
  refuse "The plans of merge request $number have expired after a week. Plan the change in a new merge request."
[ -z "$elsewhere" ] || curl --fail --silent --show-error --output plans.zip "$elsewhere"
unzip -q -o plans.zip "plans/*"

# The approved review must be the one that the job has written. Only the state above the review changes after the merge.
[ "$(jq -r '.[0].body' <<<"$notes" | without_state)" = "$(without_state <plans/review.md)" ] ||
  refuse "The review note of merge request $number was changed. Plan the change in a new merge request."
mv plans/review.md reviewed.md
