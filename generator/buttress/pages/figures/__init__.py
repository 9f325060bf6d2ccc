"""Plots, bars and diagrams: what is drawn, where everything in it lies, and its SVG."""
