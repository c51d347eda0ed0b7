"""Pages as a reader sees them: elements with their texts, tables as rows of cells. Standard library only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final

VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass(slots=True)
class Element:
    """One element with what stands in it; texts are children too."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything written inside, with the white space of a browser."""
        return " ".join("".join(self.texts()).split())

    def texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in {"script", "style"}:
                yield from child.texts()

    def all(self, *tags: str, **wanted: str) -> "list[Element]":
        """Return the elements inside with one of the tags and these attributes; `class_` is one of the classes."""
        return [one for one in self.inside() if one.tag in tags and one.fits(wanted)]

    def one(self, *tags: str, **wanted: str) -> "Element":
        """Return the only such element."""
        (found,) = self.all(*tags, **wanted)
        return found

    def fits(self, wanted: dict[str, str]) -> bool:
        """Tell whether the element has all these attributes."""
        rest = dict(wanted)
        shown_as = rest.pop("class_", "")
        classes = self.attributes.get("class", "").split()
        return (not shown_as or shown_as in classes) and rest.items() <= self.attributes.items()

    def inside(self) -> "Iterator[Element]":
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.inside()

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, row by row."""
        return [[cell.text for cell in row.all("th", "td")] for row in self.all("tr")]

    def row(self, heading: str) -> list[str]:
        """Return the cells after the heading of the only row that begins with it."""
        (found,) = [cells[1:] for cells in self.rows if cells and cells[0] == heading]
        return found

    @property
    def links(self) -> list[str]:
        return [one.attributes["href"] for one in self.all("a") if "href" in one.attributes]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(response: Any) -> Element:
    """Return the page of an answer; elements that are not closed in order fail the test."""
    return read_text(response.content.decode())


def read_text(text: str) -> Element:
    """Return what is written there, a page or a part of one."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == [reader.root], f"never closed: {[one.tag for one in reader.open[1:]]}"
    return reader.root
