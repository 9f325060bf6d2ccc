"""Files <-> records: the only place that opens project files."""

from __future__ import annotations

from buttress.storage.base_folder import BaseFolder, open_base
from buttress.storage.code_digest import CodeDigest, digest_bytes, digest_code, digest_file
from buttress.storage.code_reach import CodeReach, reach_code
from buttress.storage.evidence_files import Filing, RunFile, place_run_file, read_run_file, write_run_files
from buttress.storage.file_memory import FileMemory
from buttress.storage.portfolio_folder import Place, Reading, read_portfolio
from buttress.storage.run_files import parse_run, seal_run, write_run
from buttress.storage.shelf import Shelf
from buttress.storage.suite_digests import digest_suite
from buttress.storage.yaml_source import Document, parse_documents, read_documents

__all__ = [
    "BaseFolder",
    "CodeDigest",
    "CodeReach",
    "Document",
    "FileMemory",
    "Filing",
    "Place",
    "Reading",
    "RunFile",
    "Shelf",
    "digest_bytes",
    "digest_code",
    "digest_file",
    "digest_suite",
    "open_base",
    "parse_documents",
    "parse_run",
    "place_run_file",
    "reach_code",
    "read_documents",
    "read_portfolio",
    "read_run_file",
    "seal_run",
    "write_run",
    "write_run_files",
]
