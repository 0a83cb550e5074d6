"""The rule book's own tables, read once. Each YAML file beside this one names its source in its header.

Rules are functions of these tables; what can change with a year's manual stands there and not in code.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def table(name: str) -> Any:
    """The parsed content of `rules/tables/<name>.yaml`; callers must not change it."""
    return yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8"))
