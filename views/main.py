"""The pages and what stands above them all: title, logo, navigation. Runs at each visit of any page."""

from pathlib import Path

import streamlit as st

from records import StoreError
from views import resources

HERE = Path(__file__).parent
ASSETS = HERE / "assets"

PAGES = [
    st.Page(HERE / "start_page.py", title="Start", default=True),
    st.Page(HERE / "coder_page.py", title="Coder's desk", url_path="coder"),
    st.Page(HERE / "biller_page.py", title="Biller's desk", url_path="biller"),
    st.Page(HERE / "lookup_page.py", title="Look up", url_path="lookup"),
    st.Page(HERE / "calculators_page.py", title="Calculators", url_path="calculators"),
    st.Page(HERE / "check_page.py", title="Check my codes", url_path="check"),
    st.Page(HERE / "x12_page.py", title="Read X12", url_path="x12"),
    st.Page(HERE / "progress_page.py", title="Progress", url_path="progress"),
    st.Page(HERE / "two_hats_page.py", title="Two hats", url_path="two-hats"),
]
MENU = {
    "About": "**Both Hats** is a practice simulator for medical coders and billers. All people, payers and numbers "
    "in it are invented. CPT code numbers are the American Medical Association's; the wording here is our own."
}


def show_database_problem(error: StoreError) -> None:
    """One clear page instead of a screen that can't work."""
    st.title("The database can't be used right now")
    st.write(error.message)
    st.write(error.kept)
    st.button("Try again", type="primary")


page = st.navigation(PAGES, position="top")
st.set_page_config(
    page_title=f"{page.title} - Both Hats", page_icon=str(ASSETS / "icon.svg"), layout="wide", menu_items=MENU
)
st.logo(str(ASSETS / "wordmark.svg"), size="medium")
try:
    resources.store().healthy()
    page.run()
except StoreError as error:
    show_database_problem(error)
