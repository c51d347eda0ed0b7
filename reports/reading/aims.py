"""Whether a document speaks of indicators or targets at all: else its figures are counts, answers or accounts."""

import re
from typing import Final

from reports.reading.wording import compact

_SPEAKS: Final = re.compile(r"目標|指標|KPI|計画値|達成")


def speaks_of_aims(text: str) -> bool:
    """Say whether a document speaks of indicators or targets anywhere."""
    return bool(_SPEAKS.search(compact(text)))
