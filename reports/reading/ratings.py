"""The rating of progress and the direction that a sheet states of its measure, where it states one of each."""

import re
from typing import Any, Final

from reports.reading.documents import Document, Line, place
from reports.reading.drafts import source
from reports.reading.facts import Confidence
from reports.reading.wording import tidy

_SYMBOL: Final = r"(?P<symbol>[A-DS]|[ⅠⅡⅢⅣⅤⅥ]|[◎○△×])"
_LABEL: Final = r"(?:[ :.．]?\(?(?P<label>[^()|]{2,60})\)?)?"
_TITLES: Final = {
    "progress": r"(?:施策の)?(?:進捗状況|進捗評価|進捗度)(?:の評価|\(評価\))?",
    "direction": r"(?:施策の|事業の)?今後の方向性",
}


def ratings_of(document: Document) -> dict[str, Any]:
    """Return the ratings of a document in which each of them is stated once."""
    found: dict[str, Any] = {}
    for kind, title in _TITLES.items():
        stated = list(
            _stated(
                document,
                re.compile(rf"^{title}[ :|]*{_SYMBOL}{_LABEL}[ |]*$"),
                re.compile(rf"^{title}[ :|]*$"),
            )
        )
        if len({symbol for symbol, _, _ in stated}) == 1:
            symbol, label, line = stated[0]
            found[kind] = {"symbol": symbol} | ({"label": label} if label else {})
            found[kind] |= {"source": source(place(line)), "confidence": Confidence.LIKELY.value}
    return found


def _stated(
    document: Document, whole: re.Pattern[str], title: re.Pattern[str]
) -> list[tuple[str, str, Line]]:
    """Return symbol, label and line of each statement: on the title's own line, or alone on the next."""
    alone = re.compile(rf"^[| ]*{_SYMBOL}{_LABEL}[ |]*$")
    found: list[tuple[str, str, Line]] = []
    is_titled = False
    for line in document.lines:
        text = tidy(line.text).strip("| ")
        match = whole.match(text) or (alone.match(text) if is_titled else None)
        if match:
            found.append((match["symbol"], match["label"] or "", line))
        is_titled = bool(title.match(text)) or (is_titled and not text)
    return found
