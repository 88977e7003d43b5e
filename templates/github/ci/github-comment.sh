#!/usr/bin/env bash
# Writes review.md to the review comment of the pull request, which has the marker of the review in its first line.
set -euo pipefail
cd "$(dirname "$0")/.."

repository=repos/$GITHUB_REPOSITORY
marker=$(head -n 1 review.md | grep -oE '<!-- scw-containers review: .* -->')
comment=$(gh api --paginate "$repository/issues/$PULL_REQUEST/comments?per_page=100" |
  jq -rs --arg marker "$marker" 'add | map(select(
    .user.login == "github-actions[bot]" and (.body | split("\n")[0] | contains($marker))
  )) | first.id // empty')
if [ -n "$comment" ]; then
  set -- --method PATCH "$repository/issues/comments/$comment"
else
  set -- --method POST "$repository/issues/$PULL_REQUEST/comments"
fi
gh api "$@" --field body=@review.md --silent
cat review.md >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
