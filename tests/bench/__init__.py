"""Scripts that print how fast things are; none of them is a test. See README.md in this folder."""
