"""X12: the files that claims, answers and payments travel in, written and read; nobody else does."""
