#!/usr/bin/env bash
# Lists the merged pull requests of this push whose plans change something, for the job apply. Writes to each comment whether the
# pull request waits. A pull request that cannot be applied does not stop the others.
set -euo pipefail
cd "$(dirname "$0")/.."
source ci/state.sh
source ci/github-api.sh

numbers=$(merged_requests | cut -d " " -f 1)
if [ -z "$numbers" ]; then
  echo "error: This commit does not belong to a merged pull request. Merge a reviewed pull request instead." >&2
  exit 1
fi
waiting=() code=0
for number in $numbers; do
  export PULL_REQUEST=$number
  if ! bash ci/github-fetch.sh; then
    code=1
  elif compgen -G "plans/*.enc" >/dev/null; then
    waiting+=("$number")
    write_state "⏳ **Waiting.** The plan is applied when its run is approved and its turn comes."
  else
    write_state "✅ **Nothing to apply.**"
  fi
  bash ci/github-state.sh
done
echo "requests=[$(IFS=, && echo "${waiting[*]}")]" >>"$GITHUB_OUTPUT"
exit "$code"
