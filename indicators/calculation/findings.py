"""One thing that a check found, and how much it weighs."""

from dataclasses import dataclass
from enum import StrEnum

from policies.fiscal_year import FiscalYear


class Severity(StrEnum):
    """How much a finding weighs: only 不整合 blocks a suggestion."""

    ERROR = "不整合"
    WARNING = "注意"
    INFO = "情報"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found; `code` is stable, the message is a Japanese sentence."""

    severity: Severity
    code: str
    fiscal_year: FiscalYear | None
    message: str
