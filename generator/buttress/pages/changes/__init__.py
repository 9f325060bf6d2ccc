"""What a branch changes against its base."""
