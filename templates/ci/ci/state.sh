# shellcheck shell=bash
# Functions for the comment of a request. Above the review, the comment contains the state of the request: the result of the last job.
# Source this file.

# The title of the review, which identifies its comment.
name=my-container
marker="<!-- scw-containers review: $name -->"
state_start="<!-- scw-containers state -->"
state_end="<!-- /scw-containers state -->"

# Writes state.md. The arguments are a title and details.
write_state() {
  {
    printf '%s %s %s\n\n' "$1" "$marker" "$state_start"
    [ -z "${2:-}" ] || printf '%s\n\n' "$2"
    printf '%s%s.\n\n%s\n' "${RUN_URL:+[Run]($RUN_URL), }" "$(date -u '+%Y-%m-%d %H:%M UTC')" "$state_end"
  } >state.md
}

# Prints an error, writes it to state.md, and fails.
refuse() {
  echo "error: $1" >&2
  write_state "🔴 **Not applied.** $1"
  exit 1
}

# Prints a comment without its state and the empty lines below it: the review.
without_state() {
  tr -d '\r' | awk -v start="$state_start" -v end="$state_end" '
    NR == 1 && index($0, start) { inside = 1 }
    inside { if ($0 == end) inside = 0; next }
    found || $0 != "" { found = 1; print }
  '
}
