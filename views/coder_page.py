"""Coder's desk: the case named in the address."""

import streamlit as st

from views.component import desk

desk("desk", page="coder", attempt=st.query_params.get("attempt", ""))
