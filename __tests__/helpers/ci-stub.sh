#!/usr/bin/env bash
# Stands for a command of a CI script: records how it is called, and gives the answer that a test has written for it.
# In bash: Node takes forty times as long to start, and a script makes a dozen calls.
shopt -s nullglob
bin=${0%/*}
line=${0##*/}${*:+ $*}

number=10000
until mkdir "$bin/calls/$number" 2>/dev/null; do number=$((number + 1)); done
call=$bin/calls/$number
printf %s "$line" >"$call/line"
if [[ "$line " =~ (--input|@)' '?-' ' ]]; then cat >"$call/stdin"; fi
for argument in "$@"; do
  if [[ $argument == @/* ]]; then cat "${argument:1}" >"$call/header" && break; fi
done

# The last one that fits.
answer=
for each in "$bin"/answers/*; do
  if [[ $line == *"$(<"$each/part")"* ]]; then answer=$each; fi
done
[[ -n $answer ]] || exit 0
for name in "$answer"/*.name; do
  file=$(<"$name")
  mkdir -p "$(dirname "$file")"
  cp "${name%.name}.text" "$file"
done
cat "$answer/out"
exit "$(<"$answer/code")"
