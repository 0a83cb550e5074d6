"""Calculators: one for each piece of arithmetic, its state in the address."""

from views.component import desk

desk("calculators")
