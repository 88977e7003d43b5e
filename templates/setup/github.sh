# GitHub: the variables and the secrets. The environment "production" has the key that can write.
gh variable set STATE_BUCKET --body "$bucket"
gh variable set SCW_DEFAULT_PROJECT_ID --body "$project"
gh secret set PLAN_PASSPHRASE <<<"$passphrase"
jq -r .access_key <<<"$plan_key" | gh secret set SCW_ACCESS_KEY
jq -r .secret_key <<<"$plan_key" | gh secret set SCW_SECRET_KEY
jq -r .access_key <<<"$apply_key" | gh secret set SCW_ACCESS_KEY --env production
jq -r .secret_key <<<"$apply_key" | gh secret set SCW_SECRET_KEY --env production
