#!/usr/bin/env bash
# A stand-in of npm and npx. "npm run synth" copies the committed stacks, and the review lists every plan with its hash. With
# $REAL_CLI, the review is that of the built command.
set -euo pipefail
if [[ -n ${REAL_CLI:-} && $1 == scw-containers ]]; then exec node "$REAL_CLI" "${@:2}"; fi
out=report.md
while [ $# -gt 0 ]; do
  case $1 in
    synth)
      mkdir -p cdktf.out
      cp -r stacks cdktf.out/
      # The stacks of the app, as CDKTF lists them.
      printf '%s\n' stacks/* | jq -Rn '{ version: "1", stacks: [inputs | ltrimstr("stacks/") | { key: ., value: { name: . } }] | from_entries }' \
        >cdktf.out/manifest.json
      ;;
    --base-config) cat "$2" "${2%/*}/rule.mjs" >"$FAKE_LOGS/base-config.log" 2>/dev/null || true ;;
    json) echo '{ "stacks": [] }' >review.json ;;
    --out) out=$2 ;;
    --title) title=$2 ;;
  esac
  shift
done
if [ -n "${title:-}" ]; then
  # The review of the project can add plans.
  [ ! -f orphan.sh ] || bash orphan.sh
  printf '🟢 **No known risk** <!-- scw-containers review: %s -->\n\n```sh\n' "$title" >"$out"
  for plan in cdktf.out/stacks/*/plan; do echo "echo '$(sha256sum "$plan")' | sha256sum --check"; done >>"$out"
  echo '```' >>"$out"
fi
