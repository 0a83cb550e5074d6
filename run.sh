#!/usr/bin/env bash
# Brings the app up on a fresh machine with Python 3.11 or newer, and nothing else.
set -euo pipefail
cd "$(dirname "$0")"
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install -q --disable-pip-version-check -r requirements.txt
exec .venv/bin/python app.py
