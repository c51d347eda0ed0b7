"""Text that a spreadsheet program would take for a formula: marked in a CSV file, and unmarked when it comes back."""

from typing import Final

MARK: Final = "'"
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """Return the text with a mark in front if it could be read as a formula, or begins with the mark itself.

    Only for text: a negative number is a number and stays one.
    """
    return MARK + text if text.startswith((*_RISKY, MARK)) else text


def unguarded(text: str) -> str:
    """Return the text that was guarded; any other stays as it is.

    >>> unguarded(guarded("=1+1")), unguarded("'98年度")
    ('=1+1', "'98年度")
    """
    return text[1:] if text.startswith(MARK) and text[1:].startswith((*_RISKY, MARK)) else text
