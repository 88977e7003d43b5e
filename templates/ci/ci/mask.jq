# Masks secrets in a text. Input: a plan in the format of terraform show -json. Arguments: $text, and the secrets in $known.
# $known is a list of texts, for example the credentials of the job. Terraform wraps lines, so each word of a secret is masked.
def texts: .. | strings, (numbers | tostring);
# A secret, the secrets in its JSON, and the password in its URL.
def parts: ., (fromjson? | .. | strings), (capture("://[^:/@]*:(?<word>[^/@]+)@") | .word);
# The parts of a value that the plan marks as sensitive.
def marked($marks):
  if $marks == true then texts
  elif ($marks | type) == "object" and type == "object" then . as $value | $marks | keys[] | . as $key | $value[$key] | marked($marks[$key])
  elif ($marks | type) == "array" and type == "array" then . as $value | range($marks | length) | . as $key | $value[$key] | marked($marks[$key])
  else empty end;

([
  $known[],
  ((.configuration.root_module.variables // {}) as $variables | (.variables // {}) | to_entries[] |
    select($variables[.key].sensitive) | .value.value | texts),
  (((.resource_changes // [])[].change, (.resource_drift // [])[].change, (.output_changes // {})[]) |
    (.before_sensitive as $marks | .before | marked($marks)), (.after_sensitive as $marks | .after | marked($marks))),
  (.. | objects | select(has("sensitive_values")) | .sensitive_values as $marks | .values | marked($marks)),
  ((.prior_state.values.outputs // {})[] | select(.sensitive) | .value | texts)
] | map(parts) | map(., (splits("\\s+") | select(length > 2))) | map(., (tojson | .[1:-1]), @uri, (@uri | gsub("%20"; "+")), @base64) | map(select(. != "")) | unique | sort_by(-length)) as $secrets |
reduce $secrets[] as $secret ($text; split($secret) | join("•••"))
