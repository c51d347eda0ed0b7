"""Of which parts a statement is made.

A plain statement joins tables, holds rows against conditions and puts them in order; what a database says of it, it
says of its parts: a column, or how many rows there are, a join, one condition of several that must all hold, one place
of an order, a column that is written. A statement within a condition or a column is of that part, all of it. Where rows
are grouped, told apart, summed or locked, or are those of another statement, a part does not stand for itself: such a
statement is one.
"""

import re
from collections.abc import Iterator
from typing import Final

IS_ONE: Final = re.compile(
    r"DISTINCT| GROUP BY | HAVING | UNION | FOR UPDATE| OVER | FILTER |FROM \(|"
    r"(?:COUNT\((?!\*\))|SUM\(|MAX\(|MIN\(|AVG\()"
)
WITHIN: Final = "(SELECT "  # how a statement within another begins
PARENTHESES: Final = re.compile(r"\(SELECT |[()]")
AGAIN: Final = re.compile(r"((?:\"\w+…?\"|T…)\.\"\w+\" = %s)(?: OR \1)+")  # one condition with many values
PLAIN: Final = ("SELECT ", "UPDATE ", "DELETE ")
CLAUSES: Final = (" FROM ", " INNER JOIN ", " LEFT OUTER JOIN ", " SET ", " WHERE ", " ORDER BY ", " LIMIT ")
SEVERAL: Final = {" WHERE ": " AND ", " ORDER BY ": ", ", " SET ": ", "}  # and what stands between them
NAMED: Final = re.compile(r' AS "\w+"$')


def parts_of(statement: str) -> frozenset[str]:
    """Return what a plain statement is made of, each part once; of any other the statement itself."""
    if not statement.startswith(PLAIN) or IS_ONE.search(without_others(statement)):
        return frozenset({statement})
    verb, *clauses = cut(AGAIN.sub(r"\1 OR …", statement), CLAUSES)
    found = set(columns(verb)) if verb.startswith("SELECT ") else {verb}
    does = "SELECT" if verb.startswith("SELECT ") else verb  # what is written says of which table
    for clause in clauses:
        found.update(f"{does}{one}" for one in parts_of_clause(clause))
    return frozenset(found)


def without_others(statement: str) -> str:
    """Return a statement without those that stand within it, of each of which "(…)" is left."""
    found, begun, depth, nested = [], 0, 0, 0  # nested: how deep the outermost of the others is
    for mark in PARENTHESES.finditer(statement):
        if not nested and mark[0] == WITHIN:
            found.append(statement[begun : mark.start()])
            nested = depth + 1
        depth += -1 if mark[0] == ")" else 1
        if nested and depth < nested:
            begun, nested = mark.end(), 0
    return "(…)".join([*found, statement[begun:]])


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
