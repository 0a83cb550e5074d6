"""Where Both Hats keeps what it makes on this machine: compiled code sets, search index, the learners' database."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def default_folder() -> Path:
    """The folder that BOTH_HATS_HOME names, else `both-hats` in the user's data folder. It need not exist."""
    named = os.environ.get("BOTH_HATS_HOME")
    if named:
        return Path(named).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "both-hats"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "both-hats"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "both-hats"
