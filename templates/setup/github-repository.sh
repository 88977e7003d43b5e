# GitHub: the environment "production", and the protection of main. Requires the CLI of GitHub: run "gh auth login" first. Run
# the commands in the directory of the project. In a private repository, both require a paid plan of GitHub.

# The environment "production" deploys only from main. You approve each apply.
reviewer=$(gh api user --jq .id)
gh api --silent --method PUT "repos/{owner}/{repo}/environments/production" --input - <<JSON
{
  "reviewers": [{ "type": "User", "id": $reviewer }],
  "deployment_branch_policy": { "protected_branches": false, "custom_branch_policies": true }
}
JSON
policies="repos/{owner}/{repo}/environments/production/deployment-branch-policies"
gh api "$policies" --jq '.branch_policies[].name' | grep -qx main || gh api --silent --method POST "$policies" --field name=main

# Every change needs a pull request whose tests and plan succeed. Raise the number of approvals if you are not alone.
gh api --silent --method PUT "repos/{owner}/{repo}/branches/main/protection" --input - <<'JSON'
{
  "required_status_checks": { "strict": false, "contexts": ["test", "plan"] },
  "required_pull_request_reviews": { "required_approving_review_count": 0 },
  "enforce_admins": true,
  "restrictions": null
}
JSON
