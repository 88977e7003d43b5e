# shellcheck shell=bash
# Functions of the scripts for GitLab. Source this file.

project=$CI_API_V4_URL/projects/$CI_PROJECT_ID

# The token comes from a file, because other processes can read arguments.
api() {
  curl --fail --silent --show-error --header @<(printf 'PRIVATE-TOKEN: %s\n' "$REVIEW_TOKEN") "$@"
}

# Applies a jq filter to the notes of a merge request by the user of the token that have the marker in their first line.
# The other arguments are options of jq.
filter_reviews() {
  local request=$1 marker=$2 filter=$3 page user notes all="[]"
  user=$(api "$CI_API_V4_URL/user") || return
  # The page after the last one is an empty list.
  for page in {1..100}; do
    notes=$(api "$project/merge_requests/$request/notes?per_page=100&page=$page") || return
    [ "$notes" != "[]" ] || break
    all+=$notes
  done
  jq -rs --argjson user "$user" --arg marker "$marker" "${@:4}" 'add | map(select(
    .author.id == $user.id and (.body | split("\n")[0] | contains($marker))
  )) | '"$filter" <<<"$all"
}
