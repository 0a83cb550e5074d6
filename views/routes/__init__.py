"""The HTTP routes, by what they are about.

Streamlit keeps `/_stcore`, `/media`, `/component` and `/static` for itself.
"""

from views.routes import account, assets, codebook, desk, home, kept_codes, session, tools

ROUTES = [
    *assets.ROUTES,
    *session.ROUTES,
    *home.ROUTES,
    *desk.ROUTES,
    *account.ROUTES,
    *codebook.ROUTES,
    *kept_codes.ROUTES,
    *tools.ROUTES,
]
