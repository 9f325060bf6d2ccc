"""Figures beside latencies: size, complexity, memory, energy."""
