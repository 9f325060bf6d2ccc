"""``python -m buttress``: the same as the command ``buttress``."""

from __future__ import annotations

from buttress.cli import main

if __name__ == "__main__":
    main()
