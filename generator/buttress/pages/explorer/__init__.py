"""The explorer: the whole option set of a decision, for its readers to move limits and weights."""
