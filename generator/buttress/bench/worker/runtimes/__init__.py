"""Where a candidate is executed."""
