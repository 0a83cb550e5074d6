"""Starts an app for a bench, on a free port of this machine with a home of its own, and stops it again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import data

ROOT = Path(__file__).parent.parent.parent
EMPTY_APP = """\
import streamlit as st

st.session_state.clicks = st.session_state.get("clicks", 0)
if st.button("Click"):
    st.session_state.clicks += 1
st.write(f"Clicked {st.session_state.clicks}")
"""
PATIENCE = 60.0
"""Seconds that a start may take."""


@dataclass(frozen=True)
class Server:
    """A running app."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def both_hats() -> Iterator[Server]:
    """The app as it ships, on an empty SQLite database; the compiled code book is copied where there is one."""
    with tempfile.TemporaryDirectory() as home:
        for compiled in data.default_folder().glob("icd10cm-*.sqlite3"):
            shutil.copy(compiled, home)
        port = _free_port()
        env = os.environ | {"BOTH_HATS_HOME": home, "BOTH_HATS_PORT": str(port)}
        env.pop("DATABASE_URL", None)
        with _running([sys.executable, "app.py"], port, "/healthz", env, Path(home)) as server:
            yield server


@contextmanager
def empty_streamlit() -> Iterator[Server]:
    """A Streamlit app with one button and one line, with Streamlit's own settings."""
    with tempfile.TemporaryDirectory() as home:
        script = Path(home) / "empty.py"
        script.write_text(EMPTY_APP, encoding="utf-8")
        port = _free_port()
        command = [
            sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true",
            "--server.address=127.0.0.1", f"--server.port={port}", "--browser.gatherUsageStats=false",
        ]  # fmt: skip
        with _running(command, port, "/_stcore/health", dict(os.environ), Path(home), Path(home)) as server:
            yield server


@contextmanager
def _running(
    command: list[str], port: int, health: str, env: dict[str, str], home: Path, folder: Path = ROOT
) -> Iterator[Server]:
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
    try:
        server = Server(port, process.pid)
        _await(server.url + health, process, home / "server.log")
        yield server
    finally:
        process.kill()
        process.wait()


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The app did not start:\n{log.read_text(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
