#!/usr/bin/env bash
# Writes a text to the comment of the preview on the pull request. The comment is updated, so that there is one.
# Arguments: the number of the pull request, and the text.
set -euo pipefail
number=$1 text=$2
marker="<!-- preview -->"
comments=repos/$GITHUB_REPOSITORY/issues

id=$(gh api --paginate "$comments/$number/comments?per_page=100" | jq -s -r --arg marker "$marker" '
  add // [] | map(select(.user.login == "github-actions[bot]" and (.body | startswith($marker)))) | first.id // empty')
body=$(mktemp)
trap 'rm -f "$body"' EXIT
printf '%s\n%s\n' "$marker" "$text" >"$body"
if [ -n "$id" ]; then
  gh api --silent --method PATCH "$comments/comments/$id" --field "body=@$body"
else
  gh api --silent --method POST "$comments/$number/comments" --field "body=@$body"
fi
