"""Check my codes: the rule book on any list typed or pasted."""

from views.component import desk

desk("check")
