# shellcheck shell=bash
# A function that prints the logs of containers after a failed apply. Source this file.

# Prints the last 50 lines of each container of a stack that is in error, without the secrets of its plan. The arguments are the
# directory of the stack, and Terraform. COCKPIT_TOKEN is a Cockpit token that can query logs. Without it, nothing is printed.
print_logs() {
  local folder=$1 terraform=$2
  local known='[env.PLAN_PASSPHRASE, env.SCW_ACCESS_KEY, env.SCW_SECRET_KEY, env.COCKPIT_TOKEN]' region id project name url
  [ -n "${COCKPIT_TOKEN:-}" ] && [ -s "$folder/reviewed.json" ] || return 0
  "$terraform" -chdir="$folder" show -json | jq -r '
    [.. | objects | select(.mode == "managed")] as $resources |
    ($resources | map(select(.type == "scaleway_container_namespace").values | { key: .id, value: .project_id }) | from_entries) as $projects |
    $resources[] | select(.type == "scaleway_container" and .values.status == "error").values |
    [.region, (.id | split("/") | last), .name, $projects[.namespace_id // ""]] | @tsv
  ' >"$folder/failed.tsv" || return 0
  # The last column can be empty: read would skip an empty one before it.
  while IFS=$'\t' read -r region id name project; do
    # Other processes can read arguments, so keys come from files.
    url=${COCKPIT_LOGS_URL:-$(curl --max-time 60 --fail --silent --show-error --header @<(printf 'X-Auth-Token: %s\n' "$SCW_SECRET_KEY") \
      "https://api.scaleway.com/cockpit/v1/regions/$region/data-sources?${project:+project_id=$project&}origin=scaleway&types=logs" |
      jq -r 'first(.data_sources[].url) // empty')}
    if [ -n "$url" ] && curl --max-time 60 --fail --silent --show-error --get --header @<(printf 'Authorization: Bearer %s\n' "$COCKPIT_TOKEN") \
      --data-urlencode "query={resource_type=\"serverless_container\", resource_id=\"$id\"}" --data limit=50 "$url/loki/api/v1/query_range" |
      jq -r '[.data.result[].values[]] | sort_by(.[0])[] | .[1] | (fromjson? | objects | .message | strings) // .' >"$folder/logs.txt"; then
      echo "The last lines of $name:"
      # A line cannot be a command of the CI system, and no control character changes a terminal.
      jq -rj --rawfile text "$folder/logs.txt" "$known as \$known | $(cat ci/mask.jq)" "$folder/reviewed.json" |
        LC_ALL=C tr -d '\000-\010\013-\037\177' | sed 's/##\[/## [/g; s/^/  | /'
    else
      echo "The logs of $name cannot be read. Check COCKPIT_TOKEN, or set COCKPIT_LOGS_URL."
    fi
  done <"$folder/failed.tsv"
}
