#!/usr/bin/env bash
# Merges the target branch $BASE_REVISION into the commit of the request. A plan of that commit alone would revert what other
# requests have deployed since. If the merge fails, failed.txt contains it.
set -euo pipefail
cd "$(dirname "$0")/.."

git -c user.name=ci -c user.email=ci@localhost merge --quiet --no-edit "$BASE_REVISION" || {
  echo "The target branch cannot be merged: resolve the conflicts." >failed.txt
  exit 1
}
