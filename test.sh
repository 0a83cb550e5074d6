#!/usr/bin/env bash
# Passes all tests on a fresh Debian or Ubuntu with root: installs Chromium and PostgreSQL where they are missing,
# makes a virtual environment, then runs the linters, the checker over every family, and every test, a group at a time.
# Fails where the browser or the database tests were skipped.
set -euo pipefail
cd "$(dirname "$0")"

need=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || need+=(chromium)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need+=(postgresql)
python3 -c 'import venv, ensurepip' 2>/dev/null || need+=(python3-venv)
if [ ${#need[@]} -gt 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
fi

[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
python=.venv/bin/python

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export BOTH_HATS_HOME="$home" BOTH_HATS_TESTS_COMPLETE=1

echo "== style and types"
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy

echo "== every combination of every family"
$python -m scenarios check --all >"$home/check.json" || { cat "$home/check.json"; exit 1; }
$python -c 'import json, sys; r = json.load(open(sys.argv[1])); print({k: v for k, v in r.items() if k != "problems"})' "$home/check.json"

status=0
group() {  # a group has its own budget of seconds, so that one that hangs is named
  local budget=$1 name=$2
  shift 2
  echo "== $name"
  timeout "$budget" $python -m pytest "$@" || { echo "$name failed"; status=1; }
}
# The rooms that make and grade cases take as long as all others together: the two halves run side by side.
cases="tests/scenarios tests/grading tests/billing"
timeout 600 $python -m pytest $cases >"$home/cases.log" 2>&1 &
made=$!
group 600 "rooms but those of cases" tests --ignore=tests/browser --ignore=tests/bench \
  --ignore=tests/scenarios --ignore=tests/grading --ignore=tests/billing
echo "== rooms of cases: scenarios, grading, billing"
wait $made || { echo "rooms of cases failed"; status=1; }
cat "$home/cases.log"
group 480 "browser" tests/browser
exit $status
