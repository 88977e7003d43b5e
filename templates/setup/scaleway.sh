# Scaleway: a registry, a bucket for the state, and one key each for plan and apply. The keys expire after a year.
region=fr-par
project=$(scw config get default-project-id)
# Names of registries and buckets are unique among all users of Scaleway.
suffix=$(openssl rand -hex 4)
trap 'echo "The setup failed. Fix the error, delete what ends with $suffix at Scaleway, and run the setup again." >&2' ERR
registry=my-container-$suffix
bucket=my-container-state-$suffix
passphrase=$(openssl rand -base64 32)

scw registry namespace create name="$registry" is-public=false project-id="$project" region="$region"
scw object bucket create "$bucket" enable-versioning=true project-id="$project" region="$region"

# Creates an IAM application with permission sets in the project, and prints its API key as JSON.
create_key() {
  local name=$1 application index=0 sets=()
  shift
  for set in "$@"; do
    sets+=("rules.0.permission-set-names.$index=$set")
    index=$((index + 1))
  done
  application=$(scw iam application create name="$name" --output json | jq -r .id) || return
  scw iam policy create name="$name" application-id="$application" rules.0.project-ids.0="$project" "${sets[@]}" >/dev/null ||
    return
  scw iam api-key create application-id="$application" description="$name" default-project-id="$project" expires-at=+364d --output json
}
plan_key=$(create_key "my-container-plan-$suffix" \
  ContainersReadOnly ContainerRegistryReadOnly ObjectStorageObjectsRead ObjectStorageBucketsRead)
apply_key=$(create_key "my-container-apply-$suffix" \
  ContainersFullAccess ObjectStorageObjectsRead ObjectStorageObjectsWrite ObjectStorageObjectsDelete ObjectStorageBucketsRead)
