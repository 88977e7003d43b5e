# GitLab: the variables, the token that writes the note, the environment "production", and the rule for merges.
# Requires the CLI of GitLab: run "glab auth login" first. Run the commands in the directory of the project.
expiry=$(jq -nr 'now + 364 * 86400 | strftime("%Y-%m-%d")')
token=$(jq -n --arg expiry "$expiry" '{ name: "my-container review", scopes: ["api"], access_level: 30, expires_at: $expiry }' |
  glab api --method POST "projects/:id/access_tokens" --header "Content-Type: application/json" --input - | jq -r .token)
glab variable set STATE_BUCKET "$bucket"
glab variable set SCW_DEFAULT_PROJECT_ID "$project"
glab variable set PLAN_PASSPHRASE --masked <<<"$passphrase"
glab variable set REVIEW_TOKEN --masked <<<"$token"
jq -r .access_key <<<"$plan_key" | glab variable set SCW_ACCESS_KEY
jq -r .secret_key <<<"$plan_key" | glab variable set SCW_SECRET_KEY --masked
jq -r .access_key <<<"$apply_key" | glab variable set SCW_ACCESS_KEY --scope production --protected
jq -r .secret_key <<<"$apply_key" | glab variable set SCW_SECRET_KEY --scope production --protected --masked

# GitLab protects main itself. A merge request can only be merged if its pipeline succeeded.
glab api --method POST "projects/:id/environments" --field name=production >/dev/null
glab api --method PUT "projects/:id" --field only_allow_merge_if_pipeline_succeeds=true >/dev/null
