"""The screens, the desks' component and the HTTP routes they call.

With `app.py` the only room that imports streamlit.
"""
