# shellcheck shell=bash
# Functions of the scripts for GitLab. Source this file.

project=$CI_API_V4_URL/projects/$CI_PROJECT_ID

# The token comes from a file, because other processes can read arguments.
api() {
  curl --fail --silent --show-error --header @<(printf 'PRIVATE-TOKEN: %s\n' "$REVIEW_TOKEN") "$@"
}

# Prints the notes of a merge request by the user of the token that have the marker in their first line.
reviews_of() {
  local marker=$2 page=1 user notes all="[]"
  user=$(api "$CI_API_V4_URL/user" | jq .id) || return
  while true; do
    notes=$(api "$project/merge_requests/$1/notes?per_page=100&page=$page") || return
    all=$(jq -s add <<<"$all $notes") || return
    [ "$(jq length <<<"$notes")" -eq 100 ] || break
    page=$((page + 1))
  done
  jq --argjson user "$user" --arg marker "$marker" 'map(select(
    .author.id == $user and (.body | split("\n")[0] | contains($marker))
  ))' <<<"$all"
}
