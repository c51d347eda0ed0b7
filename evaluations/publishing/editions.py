"""Editions of a publication: their canonical form, its hash, and what differs between two of them; plain Python.

A content is what json.loads() returns: dicts, lists, texts, numbers, truth and None. What a reader is told stands in
it in words; numbers beside the words, keys of rows and figures drawn from the same words are not compared.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from evaluations.publishing.places import (
    COMPUTED,
    DERIVED,
    FOLLOWING,
    ITEMS,
    OF_ITS_YEAR,
    UNTOLD,
    identity,
    in_order,
    item_words,
    label,
)

# The form of a content. A published one is read as it is; the parts it had no place for are None in it.
FORMAT: Final = 6
NEW_IN: Final[Mapping[int, frozenset[str]]] = {
    2: frozenset({"footnote", "committee", "sheet"}),
    3: frozenset({"plan_key", "uid"}),
    4: frozenset({"as_of", "published_rate", "published_class", "year_basis", "words"}),
    5: frozenset({"facts"}),
    6: frozenset({"outlook"}),
}
NEW_WORDS: Final[Mapping[int, str]] = {
    2: "注記、委員会の意見と市の対応・考え方、評価シートの記載を、この版から載せています。",
    4: "数値の時点と年の基準、公表された達成率・区分を、この版から載せています。",
    6: "期間目標への見込みを、この版から載せています。",
}

NOTHING: Final = "（記載なし）"
ADDED: Final = "（新たに記載）"
REMOVED: Final = "（削除）"
ORDER: Final = "並び順"
FORM: Final = "公表版の様式"
EDITION: Final = "edition"
DEPARTMENTS: Final = ("department", "related_departments")


def canonical(content: Any) -> str:
    """Write a content in its one form: keys sorted, no spaces, letters as they are, whole numbers without a point."""
    return written(plain(content))


def written(content: Any) -> str:
    """Write a content that is plain() already, as everything is that was read from JSON."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain(value: Any) -> Any:
    """Return the value as JSON keeps it, so that any language writes its numbers alike."""
    if value is None or type(value) in {str, int, bool}:  # most of a content, and a city's is several MB
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def substance(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a content without what belongs to one edition only."""
    return {key: value for key, value in content.items() if key != EDITION}


def with_departments_of(content: Mapping[str, Any], published: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content with the departments as they were published: a later reorganisation is no mistake in it.

    What was not published yet keeps its own.
    """
    known = {place: one for one in _with_department(published) for place in _places(one)}
    return dict(_redone(content, known))


def _with_department(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every part of a content that names its department."""
    if isinstance(value, Mapping):
        if "department" in value:
            yield value
        for one in value.values():
            yield from _with_department(one)
    elif isinstance(value, list):
        for one in value:
            yield from _with_department(one)


def _redone(value: Any, known: Mapping[Any, Mapping[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_redone(one, known) for one in value]
    if not isinstance(value, Mapping):
        return value
    before = _published_as(value, known) if "department" in value else {}
    names = {key: before[key] for key in DEPARTMENTS if key in before}
    return {key: names[key] if key in names else _redone(one, known) for key, one in value.items()}


def _places(part: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Return what tells a part from others: by its uid, where it has one, and by its address."""
    return [(part.get("id"), part[name]) for name in ("uid", "address") if part.get(name)] or [
        (part.get("id"), None)
    ]


def _published_as(part: Mapping[str, Any], known: Mapping[Any, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the published part that this one is, wherever it stands by now; empty if there was none."""
    found = next((known[place] for place in _places(part) if place in known), {})
    is_other = bool(found.get("uid") and part.get("uid") and found["uid"] != part["uid"])
    return {} if is_other else found


@dataclass(frozen=True, slots=True)
class ErratumLine:
    """One line of a 正誤表: the place in words, what stood there, what stands there now.

    `was_settled` is whether what stood there was the last word, so that no 確定に伴う更新 may touch it; `only_follows`
    whether it comes from what has a line of its own, within the first `within` steps of its `path`: the place, step by
    step. `items` tell by their identity the items of lists on the way there.
    """

    path: tuple[str, ...]
    before: str
    after: str
    was_settled: bool = True
    only_follows: bool = False
    within: int = 0
    items: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return " ".join(self.path)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[ErratumLine]:
    """Return every place in which two contents tell a reader something else, in the order of the document.

    What the older form had no place for is no mistake in it: that it has come is told in one line for each form that
    tells a reader more, where it does so here.
    """
    newer = [one for one in NEW_IN if old.get("format", 1) < one <= new.get("format", 1)]
    came = [
        ErratumLine((FORM,), NOTHING, NEW_WORDS[one], was_settled=False)
        for one in newer
        if one in NEW_WORDS and _says(new, NEW_IN[one] - UNTOLD)
    ]
    unknown = frozenset[str]().union(*(NEW_IN[one] for one in newer))
    known = _without(substance(new), unknown) if unknown else substance(new)
    return [*came, *_compare(substance(old), known, "", _Way((), settled=True, follows=False))]


def _says(value: Any, names: frozenset[str]) -> bool:
    """Tell whether a part of one of these names says anything, however deep it stands."""
    if isinstance(value, Mapping):
        return any(bool(one) if key in names else _says(one, names) for key, one in value.items())
    return isinstance(value, list) and any(_says(one, names) for one in value)


def _without(value: Any, names: frozenset[str]) -> Any:
    """Return a content without the parts of these names, however deep they stand."""
    if isinstance(value, Mapping):
        return {key: _without(one, names) for key, one in value.items() if key not in names}
    return [_without(one, names) for one in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class _Way:
    """Where two contents are compared, whether that was settled, and whether it only follows from something else.

    That something stands within the first `within` steps: on the same indicator, else below the same 施策.
    """

    place: tuple[str, ...]
    settled: bool
    follows: bool
    within: int = 0
    items: tuple[str, ...] = ()

    def down(self, words: str) -> "_Way":
        return replace(self, place=(*self.place, words)) if words else self

    def line(self, before: str, after: str) -> ErratumLine:
        return ErratumLine(self.place, before, after, self.settled, self.follows, self.within, self.items)


def _compare(old: Any, new: Any, name: str, way: _Way) -> Iterator[ErratumLine]:
    if old == new:
        return
    way = replace(way, settled=way.settled and name not in DERIVED, follows=way.follows or name in FOLLOWING)
    if name in OF_ITS_YEAR:
        way = replace(way, follows=True, within=len(way.place) - 1)
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _compare_parts(old, new, replace(way, settled=way.settled and old.get("settled", True)))
    elif _is_items(old) or _is_items(new):
        yield from _compare_items(old or [], new or [], name, way)
    elif isinstance(old, dict) or isinstance(new, dict):
        yield way.line(_whole(old), _whole(new))
    elif _words(old) != _words(new):
        yield way.line(_words(old), _words(new))


def _compare_parts(old: Mapping[str, Any], new: Mapping[str, Any], way: _Way) -> Iterator[ErratumLine]:
    """Compare part by part; what was and is computed from other years follows from these."""
    for name in in_order({**old, **new}):
        if name not in UNTOLD:
            mark = COMPUTED.get(name, "")
            was, stays = old.get(mark, False), old.get(mark, False) and new.get(mark, False)
            below = replace(way, settled=way.settled and not was, follows=way.follows or stays)
            yield from _compare(old.get(name), new.get(name), name, below.down(label(name)))


def _compare_items(old: Sequence[Any], new: Sequence[Any], name: str, way: _Way) -> Iterator[ErratumLine]:
    before, after = _by_identity(old), _by_identity(new)
    for key in [*after, *(key for key in before if key not in after)]:
        item = after.get(key) or before[key]
        below = replace(way.down(item_words(name, item)), items=(*way.items, f"{name} {key}"))
        below = replace(below, within=len(below.place)) if name in ITEMS else below
        if key in before and key in after:
            yield from _compare(before[key], after[key], "", below)
        else:
            yield below.line(*((NOTHING, ADDED) if key in after else (_gist(item), REMOVED)))
    if list(before) != list(after) and set(before) == set(after):
        was, now = ("、".join(item_words(name, item) for item in ordered) for ordered in (old, new))
        yield way.down(ORDER).line(was, now)


def _by_identity(items: Sequence[Any]) -> dict[str, Any]:
    """Arrange items by what tells them apart; two that are alike are told apart by their turn."""
    found: dict[str, Any] = {}
    for item in items:
        key = identity(item)
        turn = sum(one == key or one.startswith(f"{key}#") for one in found)
        found[f"{key}#{turn}" if turn else key] = item
    return found


def _is_items(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _gist(item: Any) -> str:
    """Return what a removed item said, as far as one word says it."""
    said = next((item[key] for key in ("result", "text", "body", "name", "symbol") if item.get(key)), "")
    return str(said) or NOTHING


def _whole(value: Any) -> str:
    return ADDED if isinstance(value, dict) else _words(value)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, list):
        return "\n".join(map(_words, value)) or NOTHING
    return NOTHING if value is None or value == "" else str(value)
