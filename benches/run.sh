#!/usr/bin/env bash
# How long connectlint and its peers take over the same files, in one run. A peer that is not installed is left out.
# Needs Python and GNU time.
#
#   cargo build --release && benches/run.sh [DEFINITIONS]
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$PWD/target/release/connectlint
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 benches/generate.py "$folder/all" "${1:-10000}"
mkdir "$folder/one" && cp "$folder/all/team0000/i0.yaml" "$folder/one/"
"$binary" schema definition >"$folder/definition.json"

# best NAME COMMAND...: the best of three runs
best() {
    local name=$1
    shift
    command -v "$1" >/dev/null || { echo "$name: not installed"; return; }
    for _ in 1 2 3; do
        # Findings exit with 1; what is beyond that did not run.
        /usr/bin/time -o "$folder/time" -f '%e s, %M KB' "$@" >/dev/null 2>&1 || [ $? -eq 1 ] || { echo failed; continue; }
        tail -1 "$folder/time"
    done | sort -n | head -1 | sed "s/^/$name: /"
}

for what in one all; do
    echo "# $what"
    best 'read all' find "$folder/$what" -type f -exec cat {} +
    best connectlint "$binary" check --isolated "$folder/$what"
    best 'ryl' ryl check --no-cache --enable ALL "$folder/$what"
    best yamllint yamllint "$folder/$what"
    best check-jsonschema find "$folder/$what" \( -name 'i*.yaml' -o -name 'i*.json' \) \
        -exec check-jsonschema --schemafile "$folder/definition.json" {} +
done
