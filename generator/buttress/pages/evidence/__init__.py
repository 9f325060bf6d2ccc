"""The pages of suites, runs and hardware."""
