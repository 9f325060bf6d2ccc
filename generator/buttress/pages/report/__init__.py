"""The report in a single file."""
