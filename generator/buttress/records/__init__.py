"""What is written down: frozen records without any reading or writing of files."""

from __future__ import annotations

from buttress.records.base import EXTENSION
from buttress.records.benchmark import Benchmark, Candidate, DataSource, LoadSettings, Runtime
from buttress.records.constraint import Constraint, Policy, Profile, Scope, Severity, Waiver
from buttress.records.decision import (
    Attested,
    Basis,
    Decision,
    EvidenceBinding,
    Links,
    LintException,
    LintRule,
    Option,
    Preference,
    Reference,
    Status,
)
from buttress.records.expression import Expression, parse_expression
from buttress.records.hardware import Fingerprint, Hardware
from buttress.records.model_card import Dataset, InterfaceField, ModelCard
from buttress.records.packed import Packed
from buttress.records.pattern import Pattern
from buttress.records.portfolio import MODELS, NAMED_KINDS, Flaw, Kind, Portfolio, SuiteDigests
from buttress.records.quality import FIGURE_RANGES, FIGURES, OUTCOMES, Quality, summands, unit_judged
from buttress.records.quality_range import range_judged
from buttress.records.quantity import (
    Quantity,
    QuantityRange,
    format_quantity,
    parse_quantity,
    parse_range,
)
from buttress.records.requirement import (
    EVERY_CHANGE,
    ITSELF,
    Level,
    LoadScenario,
    Operator,
    Requirement,
    parse_requirement,
)
from buttress.records.run import (
    Answers,
    DataFacts,
    Equivalence,
    ExactFigure,
    Failure,
    Harness,
    Measurement,
    Predictions,
    ProcessRecord,
    Run,
    Software,
)
from buttress.records.system import System
from buttress.records.units import Unit, convert, parse_unit

__all__ = [
    "EVERY_CHANGE",
    "EXTENSION",
    "FIGURES",
    "FIGURE_RANGES",
    "ITSELF",
    "MODELS",
    "NAMED_KINDS",
    "OUTCOMES",
    "Answers",
    "Attested",
    "Basis",
    "Benchmark",
    "Candidate",
    "Constraint",
    "DataFacts",
    "DataSource",
    "Dataset",
    "Decision",
    "Equivalence",
    "EvidenceBinding",
    "ExactFigure",
    "Expression",
    "Failure",
    "Fingerprint",
    "Flaw",
    "Hardware",
    "Harness",
    "InterfaceField",
    "Kind",
    "Level",
    "Links",
    "LintException",
    "LintRule",
    "LoadScenario",
    "LoadSettings",
    "Measurement",
    "ModelCard",
    "Operator",
    "Option",
    "Packed",
    "Pattern",
    "Policy",
    "Portfolio",
    "Predictions",
    "Preference",
    "ProcessRecord",
    "Profile",
    "Quality",
    "Quantity",
    "QuantityRange",
    "Reference",
    "Requirement",
    "Run",
    "Runtime",
    "Scope",
    "Severity",
    "Software",
    "Status",
    "SuiteDigests",
    "System",
    "Unit",
    "Waiver",
    "convert",
    "format_quantity",
    "parse_expression",
    "parse_quantity",
    "parse_range",
    "parse_requirement",
    "parse_unit",
    "range_judged",
    "summands",
    "unit_judged",
]
