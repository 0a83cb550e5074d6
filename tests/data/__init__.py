"""Tests of the reference data and the lookup."""
