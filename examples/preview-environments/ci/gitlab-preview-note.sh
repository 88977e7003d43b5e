#!/usr/bin/env bash
# Writes a text to the note of the preview on the merge request. The note is updated, so that there is one.
# Arguments: the number of the merge request, and the text.
set -euo pipefail
number=$1 text=$2
marker="<!-- preview -->"
notes=$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$number/notes

# The token comes from a file, because other processes can read arguments.
api() {
  curl --fail --silent --show-error --header @<(printf 'PRIVATE-TOKEN: %s\n' "$REVIEW_TOKEN") "$@"
}

user=$(api "$CI_API_V4_URL/user" | jq .id)
id=
for page in {1..100}; do
  list=$(api "$notes?per_page=100&page=$page")
  [ "$list" != "[]" ] || break
  id=$(jq -r --argjson user "$user" --arg marker "$marker" '
    map(select(.author.id == $user and (.body | startswith($marker)))) | first.id // empty' <<<"$list")
  [ -z "$id" ] || break
done
jq -n --arg body "$marker"$'\n'"$text" '{ body: $body }' |
  api --header "Content-Type: application/json" --data-binary @- --output /dev/null \
    --request "$([ -n "$id" ] && echo PUT || echo POST)" "$notes${id:+/$id}"
