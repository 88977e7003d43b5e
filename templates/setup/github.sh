# GitHub: the variables, the secrets, the environment "production", and the protection of main.
# Requires the CLI of GitHub: run "gh auth login" first. Run the commands in the directory of the project.
gh variable set STATE_BUCKET --body "$bucket"
gh variable set SCW_DEFAULT_PROJECT_ID --body "$project"
gh secret set PLAN_PASSPHRASE <<<"$passphrase"
jq -r .access_key <<<"$plan_key" | gh secret set SCW_ACCESS_KEY
jq -r .secret_key <<<"$plan_key" | gh secret set SCW_SECRET_KEY

# You approve each apply. Reviewers of a private repository require a paid plan: without one, replace the list by [].
reviewer=$(gh api user --jq .id)
gh api --silent --method PUT "repos/{owner}/{repo}/environments/production" --input - <<JSON
{
  "reviewers": [{ "type": "User", "id": $reviewer }],
  "deployment_branch_policy": { "protected_branches": false, "custom_branch_policies": true }
}
JSON
gh api --silent --method POST "repos/{owner}/{repo}/environments/production/deployment-branch-policies" --field name=main
jq -r .access_key <<<"$apply_key" | gh secret set SCW_ACCESS_KEY --env production
jq -r .secret_key <<<"$apply_key" | gh secret set SCW_SECRET_KEY --env production

# Every change needs a pull request whose tests and plan succeed. Raise the number of approvals if you are not alone.
gh api --silent --method PUT "repos/{owner}/{repo}/branches/main/protection" --input - <<'JSON'
{
  "required_status_checks": { "strict": false, "contexts": ["test", "plan"] },
  "required_pull_request_reviews": { "required_approving_review_count": 0 },
  "enforce_admins": true,
  "restrictions": null
}
JSON
