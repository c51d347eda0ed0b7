"""The figures of a run as a table, and whether each goal is met."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

HEADS: Final = ("", "× empty", "goal", "", "statements", "goal", "calls", "was")
WIDTHS: Final = (46, 10, 8, 8, 11, 6, 11, 16)


def print_run(title: str, figures: Mapping[str, Any]) -> None:
    """Print a line for everything that was measured."""
    print(f"\n{title}\n{row(HEADS)}")
    for name, figure in figures.items():
        print(row(cells(name, figure)) if "x" in figure else f"{name}: {said(figure)}")


def row(texts: tuple[str, ...]) -> str:
    """Return one line; a letter of Japanese takes two places."""
    first, *others = texts
    wide = sum(ord(letter) > 0x2E80 for letter in first)
    ends = "".join(text.rjust(width) for text, width in zip(others, WIDTHS[1:], strict=True))
    return first.ljust(WIDTHS[0] - wide) + ends


def cells(name: str, figure: Mapping[str, Any]) -> tuple[str, ...]:
    """Return one line of the table."""
    return (
        name,
        f"{figure['x']:,}",
        number(figure.get("goal")),
        verdict(figure),
        number(figure.get("statements")),
        number(figure.get("statements_goal")),
        number(figure.get("calls")),
        figure.get("was", ""),
    )


def number(value: float | None) -> str:
    return "" if value is None else f"{value:,}"


def verdict(figure: Mapping[str, Any]) -> str:
    """Return whether every goal of the line is met; "" where it has none."""
    goals = [("x", "goal"), ("statements", "statements_goal"), ("kb", "kb_goal")]
    held = [
        figure[what] <= figure[goal]
        for what, goal in goals
        if figure.get(goal) is not None and figure.get(what) is not None
    ]
    broken = any(figure.get(what) for what in ("lost", "doubled", "5xx"))
    return ("MISSED" if broken or not all(held) else "met") if held or broken else ""


def missed(figures: Mapping[str, Any]) -> Iterator[str]:
    """Yield what has not met its goal."""
    return (name for name, figure in figures.items() if verdict(figure) == "MISSED")


def said(figure: Mapping[str, Any]) -> str:
    """Return a figure that is no line of the table in words."""
    parts = ", ".join(f"{name} {value}" for name, value in figure.items())
    return f"{parts} {verdict(figure)}".strip()
