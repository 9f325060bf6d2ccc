"""The ground of our small languages: tokens, numerals, and conditions over columns; nothing but the standard library.

Requirements, quantities and units are built on it in `records`; slices are evaluated with it where the data is.
"""

from __future__ import annotations

from buttress.language.condition import Condition, holds, names_in
from buttress.language.expression import MAX_DEPTH, MAX_TOKENS, parse_condition
from buttress.language.numerals import (
    NUMBER,
    NUMBER_PATTERN,
    format_number,
    number_text,
    read_number,
    rounded,
)
from buttress.language.text import Token, TokenCursor, check_length, read_tokens, text_at

__all__ = [
    "MAX_DEPTH",
    "MAX_TOKENS",
    "NUMBER",
    "NUMBER_PATTERN",
    "Condition",
    "Token",
    "TokenCursor",
    "check_length",
    "format_number",
    "holds",
    "names_in",
    "number_text",
    "parse_condition",
    "read_number",
    "read_tokens",
    "rounded",
    "text_at",
]
