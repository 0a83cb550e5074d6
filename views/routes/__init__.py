"""The HTTP routes, by what they are about.

Streamlit keeps `/_stcore`, `/media`, `/component` and `/static` for itself.
"""

from views.routes import assets, codebook, desk, home, session

ROUTES = [*assets.ROUTES, *session.ROUTES, *home.ROUTES, *desk.ROUTES, *codebook.ROUTES]
