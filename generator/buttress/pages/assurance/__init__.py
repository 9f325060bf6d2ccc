"""The page of an assurance argument."""
