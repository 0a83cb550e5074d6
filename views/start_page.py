"""Start: where you stopped, a new case, what came of the last ones."""

from views.component import desk

desk("start")
