"""Qualities, patterns, anti-patterns, glossary and tags."""
