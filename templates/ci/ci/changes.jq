# Prints the changes of a plan, in the format of terraform show -json, as a list. Equal changes are equal texts with jq -S.
# The state before is part of a change: a container that somebody else has changed since is another change.
# Drift and the version of the state are not, because an apply does not write to what has only drifted.
[
  ((.resource_changes // [])[] |
    select(.change.actions != ["no-op"] or .previous_address != null or .change.importing != null) |
    { address, deposed, previous_address, change }),
  ((.output_changes // {}) | to_entries[] | select(.value.actions != ["no-op"]) | { output: .key, change: .value }),
  ((.deferred_changes // [])[] | { deferred: . }),
  ((.action_invocations // [])[] | { action: . })
]
