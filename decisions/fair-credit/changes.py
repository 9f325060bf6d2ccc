"""What must not matter: the same application, from somebody of the other sex or of another family."""

from __future__ import annotations

import numpy as np
from data import ANSWERS, CODES

MARRIED = tuple(CODES["marriage"].index(word) for word in ("Married-civ-spouse", "Married-AF-spouse"))
HUSBAND, WIFE, ALONE = (CODES["relationship"].index(word) for word in ("Husband", "Wife", "Not-in-family"))
SEX, MARRIAGE, RELATIONSHIP = (ANSWERS.index(name) for name in ("sex", "marriage", "relationship"))


def swap_sex(features: np.ndarray) -> np.ndarray:
    """Changes the answer to one question: female to male, male to female."""
    changed = features.copy()
    changed[:, SEX] = 1 - changed[:, SEX]
    return changed


def swap_sex_throughout(features: np.ndarray) -> np.ndarray:
    """Changes the sex wherever the form tells it: husbands become wives, too, and wives husbands."""
    changed = swap_sex(features)
    changed[features[:, RELATIONSHIP] == HUSBAND, RELATIONSHIP] = WIFE
    changed[features[:, RELATIONSHIP] == WIFE, RELATIONSHIP] = HUSBAND
    return changed


def swap_marriage(features: np.ndarray) -> np.ndarray:
    """Lets spouses apply as if they had never married and lived alone, and everybody else as husband or wife."""
    changed = features.copy()
    married = np.isin(features[:, MARRIAGE], MARRIED)
    male = features[:, SEX] == CODES["sex"].index("Male")
    changed[married, MARRIAGE] = CODES["marriage"].index("Never-married")
    changed[married, RELATIONSHIP] = ALONE
    changed[~married, MARRIAGE] = CODES["marriage"].index("Married-civ-spouse")
    changed[~married & male, RELATIONSHIP] = HUSBAND
    changed[~married & ~male, RELATIONSHIP] = WIFE
    return changed
