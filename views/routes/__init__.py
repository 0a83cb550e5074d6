"""The HTTP routes, by what they are about.

Streamlit keeps `/_stcore`, `/media`, `/component` and `/static` for itself.
"""

from views.routes import account, account_papers, assets, codebook, desk, home, kept_codes, session, tools, x12

ROUTES = [
    *assets.ROUTES,
    *session.ROUTES,
    *home.ROUTES,
    *desk.ROUTES,
    *account.ROUTES,
    *account_papers.ROUTES,
    *codebook.ROUTES,
    *kept_codes.ROUTES,
    *tools.ROUTES,
    *x12.ROUTES,
]
