#!/usr/bin/env bash
# Writes state.md to the review note of the merge request, above the review. Without that file, the title is the argument.
# With a second argument, it only replaces a note that begins with this text.
set -euo pipefail
cd "$(dirname "$0")/.."
source ci/state.sh
source ci/gitlab-api.sh

[ -f state.md ] || write_state "$1"
request=${CI_MERGE_REQUEST_IID:-}
if [ -z "$request" ]; then
  request=$(merged_request | cut -d " " -f 1)
  [ -n "$request" ] || exit 0
fi
body=$(review_notes "$request" | jq -r 'first.body // empty')
if [[ $body != "${2:-}"* ]]; then exit 0; fi
review=$(without_state <<<"$body")
# The review of another commit must not look like the review of this commit.
if [ -n "${COMMIT:-}" ] && [[ $review != *"Commit $COMMIT, "* ]]; then review=; fi
printf '%s\n\n%s\n' "$(<state.md)" "$review" >note.md
write_note "$request" note.md
