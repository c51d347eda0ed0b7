"""Texts whose headings, indents and labels make a tree, as Markdown and YAML do: the objects that they stand for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from reports.reading.documents import Line

_HEADING: Final = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>\S.*)")
_ITEM: Final = re.compile(r"(?P<indent>[ \t　]*)(?P<bullet>[-*+] +)?(?P<text>\S.*)")
_LABELLED: Final = re.compile(r"(?P<label>[^:：]{1,40}?)\s*[:：](?:\s+|(?<=：)|$)(?P<said>.*)")
_FLOW: Final = re.compile(r"\{(?P<inside>[^{}]*)\}")
_NUMBER: Final = re.compile(r"^(?:\d{1,2}|[A-Z]|[A-Z]?\d{0,2}(?:-\d{1,2})+)[.)．、]?\s+")
_SPACES: Final = 4  # of a tab
_TOP: Final = -10
_DEEPEST: Final = 20  # levels; what is indented further stands beside what is above it


@dataclass(slots=True)
class Node:
    """A heading, an item of a list or a label: what it says, and what stands below it."""

    line: Line
    depth: int
    label: str = ""
    said: str = ""
    text: str = ""
    parts: list["Node"] = field(default_factory=list)

    def content(self) -> dict[str, Any]:
        """Return what stands below a node under the labels it stands with; its own words are its name."""
        told: dict[str, Any] = {"name": self.text} if self.text else {}
        rest = []
        for part in self.parts:
            if not part.label:
                rest.append(part.content())
            elif part.parts:
                told[part.label] = ({"値": part.said} if part.said else {}) | part.content()
            else:
                told[part.label] = _flow(part.said)
        return told | ({"each": rest} if rest else {})


def _flow(said: str) -> Any:
    """Return {year: 2013, value: 12} as an object."""
    match = _FLOW.fullmatch(said.strip())
    pairs = [one.partition(":") for one in match["inside"].split(",")] if match else []
    if pairs and all(colon and key.strip() for key, colon, _ in pairs):
        return {key.strip(" \"'"): value.strip(" \"'") for key, _, value in pairs}
    return said.strip().strip("\"'")


def outline_of(lines: Sequence[Line]) -> Node:
    """Return the tree of a text: headings by their marks, all else by how far it is indented."""
    root = Node(lines[0], _TOP)
    above = [root]
    for node in _nodes(lines):
        while above[-1].depth >= node.depth or len(above) > _DEEPEST:
            above.pop()
        above[-1].parts.append(node)
        above.append(node)
    return root


def _nodes(lines: Sequence[Line]) -> Iterator[Node]:
    """Yield what lines say, in their order, with how deep it stands."""
    for at, line in enumerate(lines):
        if match := _HEADING.fullmatch(line.text.strip()):
            yield Node(line, len(match["marks"]) - 7, text=_NUMBER.sub("", match["text"].strip()))
            continue
        match = _ITEM.fullmatch(line.text.rstrip())
        if match is None or match["text"].startswith(("|", ">", "```", "---")):
            continue
        indent = len(match["indent"].replace("\t", " " * _SPACES))
        labelled = _LABELLED.fullmatch(match["text"])
        inner = indent + len(match["bullet"] or "")
        if match["bullet"] and labelled and labelled["said"] and _goes_on(lines[at + 1 : at + 2], inner):
            yield Node(line, indent)
            yield Node(line, inner, labelled["label"], labelled["said"])
        elif labelled:
            yield Node(line, indent, labelled["label"].strip(), labelled["said"].strip())
        elif match["bullet"]:
            yield Node(line, indent, text=match["text"])


def _goes_on(below: Sequence[Line], indent: int) -> bool:
    """Say whether the next line goes on with an item: it stands as far in as the words of the item, and labels too."""
    match = _ITEM.fullmatch(below[0].text.rstrip()) if below else None
    if match is None or match["bullet"] or not _LABELLED.fullmatch(match["text"]):
        return False
    return len(match["indent"].replace("\t", " " * _SPACES)) == indent


def lines_below(node: Node) -> Iterator[tuple[str, Line]]:
    """Yield the labels and names of a tree with the lines on which they stand."""
    for part in node.parts:
        yield part.label or part.text, part.line
        yield from lines_below(part)
