"""Hands files to pyx12 and oxedi and gives back, one line each, what they object to; nothing where they accept."""

from __future__ import annotations

import functools
import io
import json
import logging
from typing import Any

import oxedi
import pyx12.map_if
import pyx12.params
import pyx12.x12n_document

logging.getLogger("pyx12").setLevel(logging.CRITICAL + 1)

# A map is read-only once it is loaded, and loading it takes longer than a claim: each is loaded once.
pyx12.map_if.load_map_file = functools.cache(pyx12.map_if.load_map_file)

_PARAMS = pyx12.params.ParamsBase()


def pyx12_objections(text: str) -> list[str]:
    """What pyx12 says against a file by the map of its guide; it knows none for 005010X279A1 (271)."""
    told = io.StringIO()
    valid = pyx12.x12n_document.x12n_document(_PARAMS, io.StringIO(text), None, None, fd_json=told)
    if valid:
        return []
    found = list(_errors(json.loads(told.getvalue() or "{}")))
    return found or ["pyx12 refuses the file and does not say why"]


def _errors(node: Any, place: str = "") -> Any:
    if isinstance(node, dict):
        here = " ".join(str(node[key]) for key in ("seg_id", "seg_count", "ele_num", "loop") if key in node)
        for key, value in node.items():
            if key == "errors" and value:
                yield from (f"{place} {here}: {one['err_str'] if isinstance(one, dict) else one}" for one in value)
            else:
                yield from _errors(value, f"{place} {here}".strip())
    elif isinstance(node, list):
        for one in node:
            yield from _errors(one, place)


def oxedi_objections(text: str) -> list[str]:
    """What oxedi says against a remittance: form, guide and balances (SNIP levels 1 to 3)."""
    return [str(one) for one in oxedi.parse(text.encode()).diagnostics]
