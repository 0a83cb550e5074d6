"""The one component, "desk": a mount point that hands over to the ES modules under /assets."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from views.routes.assets import asset_base

_MOUNT = (Path(__file__).parent / "assets" / "mount.js").read_text(encoding="utf-8")


@st.fragment
def desk(screen: str, page: str = "", attempt: str = "") -> None:
    """Shows `screen` ("start", or "desk" for the desk of `page` with the case `attempt`, empty for none)."""
    component = st.components.v2.component("desk", html='<div id="screen">\n</div>', js=_MOUNT)
    component(
        key=f"{screen}-{page}-{attempt}",
        data={"screen": screen, "page": page, "attempt": attempt, "assets": asset_base()},
    )
