# Requires bash, jq, openssl, and the CLI of Scaleway: run "scw init" first, with a key that can manage IAM.
set -euo pipefail
umask 077
