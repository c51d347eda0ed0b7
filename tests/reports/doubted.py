"""What is told of a document, typed as lines and columns, and what the doubts leave of it."""

from reports.reading.documents import from_text, place
from reports.reading.doubts.weighing import Doubts
from reports.reading.facts import Confidence, Fact, FactRole, Reading
from reports.reading.figures import figures_in
from reports.reading.wording import tidy
from reports.reading.years import calendar_of

ROLES = {"r": FactRole.RATE, "b": FactRole.BASELINE, "t": FactRole.TARGET, "a": FactRole.ACTUAL}


def told(text: str, columns: str, *, confidence: Confidence = Confidence.LIKELY) -> list[Reading]:
    """Return the lines 「name : figures」 as if their figures stood under these columns: b2019 a2021 t2025."""
    found = []
    for line in from_text(text).lines:
        name, _, rest = line.text.partition(" : ")
        facts = [
            Fact(
                role=ROLES[column[0]],
                year=int(column[1:]) if column[1:] else None,
                value=figure.value,
                place=place(line, figure.text),
                confidence=confidence,
            )
            for column, figure in zip(columns.split(), figures_in(tidy(rest)), strict=False)
        ]
        if facts:
            found.append(Reading(name=name, facts=tuple(facts), place=place(line)))
    return found


def weighed(text: str, columns: str, *, confidence: Confidence = Confidence.LIKELY) -> list[list[str]]:
    """Return what is left of each row: roles with years, a question mark behind what became unsure."""
    document = from_text(text)
    doubts = Doubts.about(document, calendar_of(tidy(text)), by_place=True)
    return [
        [
            f"{fact.role.value[0]}{fact.year or ''}{'?' if fact.confidence is Confidence.UNSURE else ''}"
            for fact in one.facts
        ]
        for one in doubts.weighed(told(text, columns, confidence=confidence))
    ]
