"""The HTTP routes, by what they are about. Streamlit's own paths (`/_stcore`, `/media`, `/component`, `/static`) are taken."""

from views.routes import assets, codebook, desk, home, session

ROUTES = [*assets.ROUTES, *session.ROUTES, *home.ROUTES, *desk.ROUTES, *codebook.ROUTES]
