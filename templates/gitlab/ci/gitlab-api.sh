# shellcheck shell=bash
# Functions of the scripts for GitLab. Source this file after ci/state.sh.

project=$CI_API_V4_URL/projects/$CI_PROJECT_ID

# The token comes from a file, because other processes can read arguments.
api() {
  curl --fail --silent --show-error --header @<(printf 'PRIVATE-TOKEN: %s\n' "$REVIEW_TOKEN") "$@"
}

# Prints the review notes of a merge request, by the user of the token, as a list.
review_notes() {
  local request=$1 page user notes all="[]"
  user=$(api "$CI_API_V4_URL/user") || return
  # The page after the last one is an empty list.
  for page in {1..100}; do
    notes=$(api "$project/merge_requests/$request/notes?per_page=100&page=$page") || return
    [ "$notes" != "[]" ] || break
    all+=$notes
  done
  jq -s --argjson user "$user" --arg marker "$marker" 'add | map(select(
    .author.id == $user.id and (.body | split("\n")[0] | contains($marker))
  ))' <<<"$all"
}

# Writes a file to the review note of a merge request.
write_note() {
  local request=$1 file=$2 note
  note=$(review_notes "$request" | jq -r 'first.id // empty') || return
  if [ -n "$note" ]; then
    set -- --request PUT "$project/merge_requests/$request/notes/$note"
  else
    set -- --request POST "$project/merge_requests/$request/notes"
  fi
  jq -n --rawfile body "$file" '{ body: $body }' |
    api --header "Content-Type: application/json" --data-binary @- --output /dev/null "$@"
}

# Prints the merge request that this commit merged: number, time of the merge.
merged_request() {
  api "$project/repository/commits/$CI_COMMIT_SHA/merge_requests" | jq -r 'map(select(
    .state == "merged" and .target_branch == env.CI_COMMIT_BRANCH and
    (.merge_commit_sha == env.CI_COMMIT_SHA or .squash_commit_sha == env.CI_COMMIT_SHA or .sha == env.CI_COMMIT_SHA)
  )) | first // empty | "\(.iid) \(.merged_at)"'
}
