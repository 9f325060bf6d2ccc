"""All decisions together: overview, table, timeline, map and verdict changes."""
