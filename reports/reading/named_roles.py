"""Names that say the role of their figures, 相談件数（計画値）: what was read of them in another role is not so."""

import re
from dataclasses import replace
from typing import Final

from reports.reading.facts import FactRole, Reading
from reports.reading.wording import compact

_SAYS: Final = re.compile(r"\((?P<role>計画|目標|実績)値?\)$")
_AGAINST: Final = {
    "計画": frozenset({FactRole.ACTUAL, FactRole.BASELINE}),
    "目標": frozenset({FactRole.ACTUAL, FactRole.BASELINE}),
    "実績": frozenset({FactRole.TARGET}),
}


def as_named(reading: Reading) -> Reading:
    """Return a reading without the facts that its name contradicts."""
    says = _SAYS.search(compact(reading.name[-12:]))
    if says is None:
        return reading
    facts = tuple(fact for fact in reading.facts if fact.role not in _AGAINST[says["role"]])
    return replace(reading, facts=facts)
