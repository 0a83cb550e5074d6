"""Read an X12 file: anybody's 837, 999, 277CA or 835 in plain words."""

from views.component import desk

desk("x12")
