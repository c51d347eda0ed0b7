"""The headings by which a table about 事務事業 is known, and how a heading is compared."""

import unicodedata
from typing import Final

KEY: Final = "管理番号"
NODE: Final = "事務事業"


def bare(heading: str) -> str:
    """Return a heading without what differs from hand to hand: width and spaces."""
    return "".join(unicodedata.normalize("NFKC", heading).split())
