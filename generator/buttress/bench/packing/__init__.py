"""One self-contained file that measures a suite where Buttress is not installed."""
