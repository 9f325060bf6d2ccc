"""The MkDocs adapter: turns our pages into MkDocs' and raises last. The only stage that imports mkdocs."""

from buttress.plugin.config import ButtressConfig
from buttress.plugin.events import ButtressPlugin

__all__ = ["ButtressConfig", "ButtressPlugin"]
