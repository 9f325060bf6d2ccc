"""The page of a decision, and the pages of its constraints run by run."""
