"""What the numbers are called under which kept pages are found again; plain Python.

A number says of a part of the content, and of one audience, whether it is still what it was: whoever writes moves those
of all who can see the change. Visitors read public numbers, officers internal ones; what several plans share has one
for everybody, and so has every row of which nobody says better.
"""

from typing import Final

Place = tuple[str, str]  # a number, and within it the node whose figures it is about ("": all there is)
Places = frozenset[Place]

EVERYBODY: Final = "all"  # what every page relies on
VISITORS: Final = "public"  # moves with each number that visitors rely on, whatever the plan
EVERYTHING: Final[Places] = frozenset({(EVERYBODY, ""), (VISITORS, "")})


def number_of(plan: int, *, publicly: bool) -> str:
    """Return the number of a plan, by its key, for visitors or for the city's officers."""
    return f"plan:{plan}:{'public' if publicly else 'internal'}"


def promised_of(plan: int) -> str:
    """Return the number of what stays while figures come in every day: a plan's targets, and values within a year.

    It moves besides those of who sees them.
    """
    return f"plan:{plan}:promised"


def places_of(plan: int, node: int, *, publicly: bool) -> Places:
    """Return what moves when something on a node changes: for officers, and `publicly` for visitors as well."""
    internal, public = number_of(plan, publicly=False), number_of(plan, publicly=True)
    found = {(internal, ""), (internal, str(node))}
    return frozenset(found | ({(public, ""), (public, str(node)), (VISITORS, "")} if publicly else set()))
