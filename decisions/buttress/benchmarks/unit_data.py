"""Limits as authors write them: those that a record must accept, and those that look right and are not."""

from __future__ import annotations

from buttress.bench import Dataset

ACCEPTED = (
    "5 ms",
    "5ms",
    "0.25 s",
    "250 us",
    "1e3 ns",
    "90 s",
    "15 min",
    "2 h",
    "30 days",
    "80 %",
    "0.8",
    "12",
    "-3",
    "64 B",
    "150 kB",
    "16 MiB",
    "1.5 GB",
    "8 bit",
    "3 Mbit/s",
    "54 Mbit/s",
    "2 /s",
    "200 qps",
    "1000 req/s",
    "24 frames/s",
    "500 items/s",
    "20 USD",
    "0.40 USD/h",
    "10 USD/GB",
    "3 EUR",
    "0.2 J/item",
    "12 kWh",
    "75 W",
    "250 mW",
    "2.5 GHz",
    "192 lb",
    "640 px",
)
REFUSED = (
    "5 M",  # molar to a general library, a million to most authors
    "5 m",  # metres, minutes or milliseconds
    "5 K",  # kelvin or thousand
    "40..200 ms",  # a range, not 8 ms
    "1 h 30 min",
    "5 ms 3",
    "5 ms per query",
    "5 * 3 ms",
    "2 ** 10 B",
    "(5) ms",
    "5 KB",
    "5 Kb",
    "3 Mb",
    "3 Mbps",
    "5 sec",
    "5 mS",  # millisiemens
    "5 MS",  # megasiemens or milliseconds
    "5 ps",
    "5 furlong",
    "20 degC",
    "5 mol",
    "3 bar",
    "inf ms",
    "nan",
    "ms",
    "",
)


def written_limits() -> Dataset:
    """Gives the texts with the class that the grammar of records gives them: accepted or refused."""
    texts = [*ACCEPTED, *REFUSED]
    labels = ["accepted"] * len(ACCEPTED) + ["refused"] * len(REFUSED)
    ids = [f"{place:02d} {text}" for place, text in enumerate(texts)]
    return Dataset(features=texts, labels=labels, ids=ids)
