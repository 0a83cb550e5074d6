"""Starts the web app: `python app.py`, `streamlit run app.py` or `uvicorn app:app`.

BOTH_HATS_HOST (default 127.0.0.1) and BOTH_HATS_PORT (default 8501) say where `python app.py` listens.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import streamlit as st
from starlette.middleware import Middleware

from views import resources
from views.guards import BodyLimit, SecurityHeaders
from views.routes import ROUTES

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", "8501"


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Opens the database and reads the reference data before the first learner asks for them."""
    await anyio.to_thread.run_sync(resources.warm)
    yield
    resources.close()


app = st.App(
    Path(__file__).parent / "views" / "main.py",
    routes=ROUTES,
    middleware=[Middleware(SecurityHeaders), Middleware(BodyLimit)],
    lifespan=lifespan,
)

if __name__ == "__main__":
    host = os.environ.get("BOTH_HATS_HOST", DEFAULT_HOST)
    port = os.environ.get("BOTH_HATS_PORT", DEFAULT_PORT)
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host
    print(
        f"Both Hats starts at http://{shown}:{port} (the first time it prepares the code book: ten seconds)", flush=True
    )
    app.run(config={"server.address": host, "server.port": int(port)})
