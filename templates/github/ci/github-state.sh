#!/usr/bin/env bash
# Writes state.md to the review comment of the pull request, above the review. Without that file, the title is in $TITLE.
set -euo pipefail
cd "$(dirname "$0")/.."
source ci/state.sh
source ci/github-api.sh

[ -f state.md ] || write_state "$TITLE"
review=$(review_comments "$PULL_REQUEST" | jq -r 'first.body // empty' | without_state)
# The review of another commit must not look like the review of this commit.
if [ -n "${COMMIT:-}" ] && [[ $review != *"Commit $COMMIT, "* ]]; then review=; fi
printf '%s\n\n%s\n' "$(<state.md)" "$review" >comment.md
write_comment "$PULL_REQUEST" comment.md
cat state.md >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
