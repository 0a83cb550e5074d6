"""Look up: the code book as a page of its own."""

from views.component import desk

desk("lookup")
