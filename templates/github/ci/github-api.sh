# shellcheck shell=bash
# Functions of the scripts for GitHub. Source this file after ci/state.sh.

repository=repos/$GITHUB_REPOSITORY

# Prints the review comments of a pull request as a list. Only workflows can write as this user.
review_comments() {
  gh api --paginate "$repository/issues/$1/comments?per_page=100" | jq -s --arg marker "$marker" 'add // [] | map(select(
    .user.login == "github-actions[bot]" and (.body | split("\n")[0] | contains($marker))
  ))'
}

# Writes a file to the review comment of a pull request.
write_comment() {
  local number=$1 file=$2 comment
  comment=$(review_comments "$number" | jq -r 'first.id // empty') || return
  if [ -n "$comment" ]; then
    set -- --method PATCH "$repository/issues/comments/$comment"
  else
    set -- --method POST "$repository/issues/$number/comments"
  fi
  gh api "$@" --field "body=@$file" --silent
}

# Prints the pull requests that this push merged, one a line: number, head, time of the merge. A merge queue can merge several.
merged_requests() {
  local commits=$GITHUB_SHA sha
  if [[ ${BEFORE:-} =~ [1-9a-f] ]]; then
    # The first parents, the oldest first. The other parents are the commits of the requests.
    commits=$(gh api "$repository/compare/$BEFORE...$GITHUB_SHA" | jq -r '
      (.commits | map({ (.sha): .parents[0].sha }) | add // {}) as $parents |
      [env.GITHUB_SHA | recurse($parents[.] // empty) | select($parents[.])] | reverse | .[]') || return
  fi
  for sha in $commits; do
    gh api "$repository/commits/$sha/pulls" | jq -r --arg sha "$sha" '.[] | select(
      .merged_at != null and .merge_commit_sha == $sha and .base.ref == env.GITHUB_REF_NAME
    ) | "\(.number) \(.head.sha) \(.merged_at)"' || return
  done
}
