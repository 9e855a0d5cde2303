#!/usr/bin/env bash
# How fast `connectlint diagnose` reads a log, and how much memory it takes: one of 1 GB with few errors, one in which
# every tenth line has one, and one that is a single line. Needs GNU time; takes 1 GB of room.
#
#   cargo build --release && benches/log.sh
set -euo pipefail
cd "$(dirname "$0")/.."
binary=target/release/connectlint
size=$((${MEGABYTES:-1000} * 1000 * 1000))
log=$(mktemp)
trap 'rm -f "$log"' EXIT

ordinary='2025-11-04T09:12:31.482Z INFO  10.20.30.40 "GET /__api__/v1/content/4f0c2b1e-6d3a-4c58-9b7e-2a1d5c8e7f30/bundles HTTP/1.1" 200 18273 "https://connect.acme.dev/connect/" 0.041'
broken='2025-11-04T09:12:31.482Z ERROR oauth callback: AADSTS7000215: Invalid client secret provided, app 8d1c5b7e-2f60-4a3b-b9e4-6c7d8e9fa012'

# fill EVERY END: repeats 1,000 lines, every EVERY-th of them an error, each with this end
fill() {
    local block
    block=$(awk -v every="$1" -v good="$ordinary" -v bad="$broken" \
        'BEGIN { for (i = 1; i <= 10000; i++) print (i % every ? good : bad) }')
    if [ "$2" = none ]; then block=${block//$'\n'/ }; fi
    { while :; do printf '%s' "$block"; [ "$2" = none ] || echo; done } 2>/dev/null | head -c "$size" >"$log" || true
}

measure() {
    /usr/bin/time -f "$1: %e s, %M KB at most" "$binary" diagnose "$log" --in tests/diagnose/repository >/dev/null || true
}

fill 10000 line && measure 'an error in 10,000 lines'
fill 10 line && measure 'an error in 10 lines'
fill 10000 none && measure 'one single line'
