"""The modules, sheets, fonts and pictures of the screens, under an address that changes with their content.

`/assets/<hash>/coder.js` may be kept forever; `/assets/coder.js` is asked for again each time.
"""

from __future__ import annotations

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

FOLDER = Path(__file__).parent.parent / "assets"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_FOREVER = "public, max-age=31536000, immutable"


def asset_base() -> str:
    """Where the current edition of the assets is served."""
    return f"/assets/{_edition(_stamps())}"


def _stamps() -> tuple[tuple[str, int, int], ...]:
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return tuple((path.relative_to(FOLDER).as_posix(), path.stat().st_mtime_ns, path.stat().st_size) for path in files)


@lru_cache(maxsize=4)
def _edition(stamps: tuple[tuple[str, int, int], ...]) -> str:
    digest = hashlib.sha256()
    for name, _, _ in stamps:
        digest.update(name.encode() + b"\0" + (FOLDER / name).read_bytes())
    return digest.hexdigest()[:12]


def asset(request: Request) -> Response:
    """One file; with the right edition in its address it may be kept forever."""
    edition, _, rest = request.path_params["path"].partition("/")
    current = edition == _edition(_stamps())
    known_edition = len(edition) == 12 and all(c in "0123456789abcdef" for c in edition)
    path = (FOLDER / (rest if known_edition else request.path_params["path"])).resolve()
    if not path.is_relative_to(FOLDER.resolve()) or not path.is_file():
        return Response("Not found", status_code=404)
    kept = _FOREVER if current or path.suffix == ".woff2" else "no-cache"
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return FileResponse(path, media_type=kind, headers={"Cache-Control": kept})


ROUTES = [Route("/assets/{path:path}", asset)]
