"""Of which parts a statement is made.

A plain statement joins tables, holds rows against conditions and puts them in order; what a database says of it, it
says of its parts: a column, a join, one condition of several that must all hold, one place of an order, a column that
is written. Where rows are counted, grouped or told apart, where a statement stands within another, or rows are locked,
a part does not stand for itself: such a statement is one.
"""

import re
from collections.abc import Iterator
from typing import Final

IS_ONE: Final = re.compile(
    r"\(SELECT |DISTINCT| GROUP BY | HAVING | UNION | FOR UPDATE| OVER |(?:COUNT|SUM|MAX|MIN|AVG)\("
)
PLAIN: Final = ("SELECT ", "UPDATE ", "DELETE ")
CLAUSES: Final = (" FROM ", " INNER JOIN ", " LEFT OUTER JOIN ", " SET ", " WHERE ", " ORDER BY ", " LIMIT ")
SEVERAL: Final = {" WHERE ": " AND ", " ORDER BY ": ", ", " SET ": ", "}  # and what stands between them
NAMED: Final = re.compile(r' AS "\w+"$')


def parts_of(statement: str) -> frozenset[str]:
    """Return what a plain statement is made of, each part once; of any other the statement itself."""
    if not statement.startswith(PLAIN) or IS_ONE.search(statement):
        return frozenset({statement})
    verb, *clauses = cut(statement, CLAUSES)
    found = set(columns(verb)) if verb.startswith("SELECT ") else {verb}
    does = "SELECT" if verb.startswith("SELECT ") else verb  # what is written says of which table
    for clause in clauses:
        found.update(f"{does}{one}" for one in parts_of_clause(clause))
    return frozenset(found)


def parts_of_clause(clause: str) -> Iterator[str]:
    """Yield what a clause says to be so at once, each with the word before it."""
    for word, between in SEVERAL.items():
        if clause.startswith(word):
            yield from (f"{word}{one}" for one in cut(within(clause.removeprefix(word)), (between,)))
            return
    yield clause


def columns(selected: str) -> Iterator[str]:
    """Yield the columns that are selected, however the answer calls them."""
    yield from (f"SELECT {NAMED.sub('', one)}" for one in cut(selected.removeprefix("SELECT "), (", ",)))


def cut(text: str, at: tuple[str, ...]) -> list[str]:
    """Cut a text before each of these that stands in no parentheses; what is to be left out there is a comma or AND."""
    marks = re.compile("|".join(["[()]", *map(re.escape, at)]))
    found, begun, depth = [], 0, 0
    for mark in marks.finditer(text):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if depth == 0 and mark[0] not in "()":
            found.append(text[begun : mark.start()])
            begun = mark.end() if mark[0] in {", ", " AND "} else mark.start()
    return [*found, text[begun:]]


def within(condition: str) -> str:
    """Return a condition without the parentheses around all of it."""
    while condition.startswith("(") and is_closed_at_the_end(condition):
        condition = condition[1:-1]
    return condition


def is_closed_at_the_end(condition: str) -> bool:
    """Tell whether the first parenthesis of a text is closed by its last letter."""
    depth = 0
    for place, letter in enumerate(condition, 1):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return place == len(condition)
    return False
