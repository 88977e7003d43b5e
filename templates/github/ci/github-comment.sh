#!/usr/bin/env bash
# Writes review.md to the review comment of the pull request, which has the marker of the review in its first line.
set -euo pipefail
cd "$(dirname "$0")/.."
source ci/state.sh
source ci/github-api.sh

write_comment "$PULL_REQUEST" review.md
cat review.md >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
