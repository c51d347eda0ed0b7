"""Editions: one canonical form, its hash, and every difference that a reader could see."""

import copy
import hashlib
import json
from typing import Any

import pytest

from evaluations.publishing.editions import (
    ADDED,
    NOTHING,
    REMOVED,
    canonical,
    differences,
    sha256_of,
    with_departments_of,
)
from evaluations.publishing.errata import rows_of, shared
from evaluations.publishing.places import UNTOLD

YEAR = {
    "year": 2023,
    "label": "令和5(2023)年度",
    "target": "53件以上",
    "result": "66件",
    "total": "66",
    "class": "a",
    "sentence": "令和5年度の達成状況は「a」です。",
    "settled": True,
}
INDICATOR = {
    "id": 7,
    "number": "①",
    "kind": "成果指標",
    "name": "実証事業の件数",
    "years": [YEAR],
    "targets": [
        {"year": 2025, "label": "令和7(2025)年度", "scope": "期末", "version": "当初", "text": "40件"},
        {
            "year": 2025,
            "label": "令和7(2025)年度",
            "scope": "期末",
            "version": "変更（第1回）",
            "text": "63件",
        },
    ],
    "promises": [{"when": "令和7年度末の目標", "text": "63件", "revision": ""}],
    "sentence": "令和5年度の達成状況は「a」です。",
    "chart": {"data": [1.0]},
}
CONTENT: dict[str, Any] = {
    "format": 1,
    "edition": {"number": 1},
    "plan": {"name": "総合計画", "is_fictional": False},
    "rules": {"edition_number": 1, "progress_rules": [{"when": "all", "then": "A"}]},
    "scales": {
        "progress": {"name": "進捗状況", "levels": [{"symbol": "A", "label": "順調"}]},
        "achievement": None,
    },
    "measures": [
        {
            "address": "4-2-4",
            "code": "4-2-4",
            "name": "ロボット産業の振興",
            "department": "イノベーション推進部",
            "related_departments": ["経営支援課", "工業振興課"],
            "progress": "A",
            "progress_reasons": ["目標を達成した。"],
            "narrative": [{"place": 1, "kind": "背景", "heading": "", "body": "背景の本文"}],
            "indicators": [INDICATOR],
            "undertakings": [{"address": "4-2-4/1", "code": "", "name": "支援事業", "achievement": "3"}],
            "projects": [{"id": 3, "name": "実証A", "summary": "概要"}],
            "suggestion": {"progress": "A", "progress_sentences": ["すべてa"]},
        },
        {"address": "4-2-5", "code": "4-2-5", "name": "次の施策", "progress": "B", "indicators": []},
    ],
}


def needing_correction(found):
    """Keep what was settled when it was published."""
    return [one for one in found if one.was_settled]


def changed(**ways):
    """Return the content with one or more places changed, each named by its way with double underscores."""
    other = copy.deepcopy(CONTENT)
    for way, value in ways.items():
        *path, last = way.split("__")
        part: Any = other
        for step in path:
            part = part[int(step)] if step.isdigit() else part[step]
        part[last] = value
    return other


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param({"b": 1, "a": [1, None, True]}, '{"a":[1,null,true],"b":1}', id="sorted, no spaces"),
        pytest.param({"名": "川崎市　①"}, '{"名":"川崎市　①"}', id="letters as they are"),
        pytest.param([1.0, 0.5, -0.0], "[1,0.5,0]", id="whole numbers without a point"),
        pytest.param({"a": (1, 2)}, '{"a":[1,2]}', id="a tuple is a list"),
    ],
)
def test_a_content_has_one_form(value, expected):
    assert canonical(value) == expected


def test_what_is_no_number_has_no_form():
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


def test_the_hash_is_that_of_the_bytes_and_survives_reading():
    text = canonical(CONTENT)
    assert sha256_of(text) == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert canonical(json.loads(text)) == text
    turned = dict(reversed(list(CONTENT.items())))
    assert canonical(turned) == text


def test_equal_contents_do_not_differ_and_neither_do_their_editions():
    assert differences(CONTENT, copy.deepcopy(CONTENT)) == []
    assert differences(CONTENT, changed(edition__number=2)) == []


@pytest.mark.parametrize(
    ("ways", "place", "before", "after"),
    [
        pytest.param(
            {"measures__0__indicators__0__years__0__result": "67件"},
            "4-2-4 ロボット産業の振興 成果指標① 令和5(2023)年度 実績値",
            "66件",
            "67件",
            id="a result",
        ),
        pytest.param(
            {"measures__0__progress": "B"}, "4-2-4 ロボット産業の振興 進捗状況", "A", "B", id="a rating"
        ),
        pytest.param(
            {"measures__0__department": "産業課"},
            "4-2-4 ロボット産業の振興 主管課・所管課",
            "イノベーション推進部",
            "産業課",
            id="a department",
        ),
        pytest.param(
            {"measures__0__progress_reasons": ["目標を達成した。", "次の理由"]},
            "4-2-4 ロボット産業の振興 進捗状況の理由",
            "目標を達成した。",
            "目標を達成した。\n次の理由",
            id="a reason more",
        ),
        pytest.param(
            {"measures__0__narrative__0__body": "直した本文"},
            "4-2-4 ロボット産業の振興 背景（1） 本文",
            "背景の本文",
            "直した本文",
            id="a text",
        ),
        pytest.param(
            {"measures__0__indicators__0__targets__1__text": "64件"},
            "4-2-4 ロボット産業の振興 成果指標① 令和7(2025)年度 期末 変更（第1回） 内容",
            "63件",
            "64件",
            id="a revised target",
        ),
        pytest.param(
            {"measures__0__undertakings__0__achievement": ""},
            "4-2-4 ロボット産業の振興 事業「支援事業」 達成度",
            "3",
            NOTHING,
            id="an achievement taken back",
        ),
        pytest.param(
            {"measures__0__projects": []},
            "4-2-4 ロボット産業の振興 取組「実証A」",
            "実証A",
            REMOVED,
            id="a project removed",
        ),
        pytest.param({"plan__is_fictional": True}, "計画 架空", "いいえ", "はい", id="a mark"),
        pytest.param(
            {"measures__0__unknown": "新"}, "4-2-4 ロボット産業の振興 unknown", NOTHING, "新", id="a new part"
        ),
    ],
)
def test_a_difference_says_where_in_words(ways, place, before, after):
    (one,) = differences(CONTENT, changed(**ways))
    assert (one.place, one.before, one.after) == (place, before, after)


def test_what_is_added_is_one_line_and_another_order_is_told():
    more = copy.deepcopy(CONTENT)
    more["measures"].append({"address": "4-2-6", "code": "4-2-6", "name": "新しい施策", "progress": "A"})
    (one,) = differences(CONTENT, more)
    assert (one.place, one.before, one.after) == ("4-2-6 新しい施策", NOTHING, ADDED)
    turned = copy.deepcopy(CONTENT)
    turned["measures"].reverse()
    (one,) = differences(CONTENT, turned)
    assert one.place == "並び順"


def test_two_items_that_share_their_name_are_told_apart():
    twice = copy.deepcopy(CONTENT)
    twice["rules"]["progress_rules"].append({"when": "all", "then": "B"})
    (one,) = differences(CONTENT, twice)
    assert one.after == ADDED


def leaves(value, path=()):
    """Yield the way to every leaf that stands for itself."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key not in UNTOLD:
                yield from leaves(one, (*path, key))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for place, one in enumerate(value):
            yield from leaves(one, (*path, str(place)))
    else:
        yield "__".join(path)


@pytest.mark.parametrize("way", list(leaves(CONTENT)))
def test_nothing_a_reader_sees_changes_without_a_line(way):
    assert differences(CONTENT, changed(**{way: "別の内容"}))


def test_an_update_may_touch_what_was_open_and_what_follows_from_it_only():
    base = "measures__0__indicators__0__years__0__"
    was_out = changed(**{f"{base}result": "集計中", f"{base}settled": False, f"{base}class": ""})
    assert needing_correction(differences(was_out, CONTENT)) == []
    follows = changed(measures__0__suggestion__progress="B", measures__0__indicators__0__sentence="別")
    assert needing_correction(differences(CONTENT, follows)) == []
    final = needing_correction(differences(CONTENT, changed(**{f"{base}result": "67件"})))
    assert [one.after for one in final] == ["67件"]
    assert needing_correction(differences(CONTENT, changed(measures__0__name="別名")))


def test_departments_stay_as_they_were_published_where_something_was():
    now = changed(measures__0__department="改称課", measures__0__related_departments=[])
    now["measures"][1]["department"] = "新しい課"
    kept = with_departments_of(now, CONTENT)
    assert kept["measures"][0]["department"] == "イノベーション推進部"
    assert kept["measures"][0]["related_departments"] == ["経営支援課", "工業振興課"]
    assert kept["measures"][1]["department"] == "新しい課"
    assert differences(CONTENT, with_departments_of(changed(measures__0__department="改称課"), CONTENT)) == []


@pytest.mark.parametrize(("is_computed", "needing"), [(True, []), (False, ["+3件"]), (None, ["+3件"])])
def test_an_increment_follows_from_the_year_before_only_where_it_is_computed(is_computed, needing):
    year = {"year": 2023, "settled": True, "increment": "+2件", "increment_is_computed": is_computed}
    new = {"years": [year | {"increment": "+3件"}]}
    found = differences({"years": [year]}, new)
    assert [one.after for one in found] == ["+3件"]
    assert [one.after for one in needing_correction(found)] == needing


def told(rows):
    return [(row.after, [one.after for one in row.follows]) for row in rows]


def test_a_corrected_figure_is_one_row_with_what_follows_from_it():
    base, later = "measures__0__indicators__0__years__0__", copy.deepcopy(CONTENT)
    said = {f"{base}result": "67件", f"{base}class": "b", f"{base}sentence": "別の説明"}
    found = differences(later, changed(**said, measures__0__suggestion__progress="B"))
    assert told(rows_of(found)) == [("67件", ["B", "b", "別の説明"])]


def test_two_corrected_figures_keep_what_follows_from_each():
    two = copy.deepcopy(CONTENT)
    second = copy.deepcopy(INDICATOR) | {"id": 8, "number": "②"}
    two["measures"][0]["indicators"].append(second)
    new = copy.deepcopy(two)
    for place, result in ((0, "67件"), (1, "68件")):
        year = new["measures"][0]["indicators"][place]["years"][0]
        year["result"], year["class"] = result, f"c{place}"
    assert told(rows_of(differences(two, new))) == [("67件", ["c0"]), ("68件", ["c1"])]


def test_what_follows_from_nothing_that_changed_stands_for_itself():
    found = differences(CONTENT, changed(measures__0__indicators__0__years__0__sentence="別の説明"))
    assert told(rows_of(found)) == [("別の説明", [])]
    other = changed(measures__0__indicators__0__years__0__sentence="別の説明", measures__1__progress="C")
    assert told(rows_of(differences(CONTENT, other))) == [("別の説明", []), ("C", [])]


def test_what_changed_on_one_indicator_explains_nothing_on_another():
    two = copy.deepcopy(CONTENT)
    two["measures"][0]["indicators"].append(copy.deepcopy(INDICATOR) | {"id": 8, "number": "②"})
    new = copy.deepcopy(two)
    new["measures"][0]["indicators"][0]["years"][0]["result"] = "67件"
    new["measures"][0]["indicators"][1]["years"][0] |= {"class": "b", "standing": "暫定値"}
    assert told(rows_of(differences(two, new))) == [("67件", []), ("暫定値", []), ("b", [])]


def test_of_what_kind_a_figure_is_comes_with_the_figure_of_its_year():
    base = "measures__0__indicators__0__years__0__"
    found = differences(CONTENT, changed(**{f"{base}result": "67件", f"{base}standing": "確定値"}))
    assert told(rows_of(found)) == [("67件", ["確定値"])]


def test_a_total_that_is_computed_from_another_year_follows_from_that():
    def years(first, second):
        said = [
            {"year": 2022, "label": "R4", "result": first, "is_computed": False, "settled": True},
            {"year": 2023, "label": "R5", "result": second, "is_computed": True, "settled": False},
        ]
        return {
            "measures": [
                {"address": "1", "code": "1", "name": "施策", "indicators": [INDICATOR | {"years": said}]}
            ]
        }

    rows = rows_of(differences(years("5件", "9件"), years("6件", "10件")))
    assert told(rows) == [("6件", ["10件"])]


@pytest.mark.parametrize(("one", "other", "steps"), [("abc", "abd", 2), ("", "a", 0), ("ab", "ab", 2)])
def test_ways_share_their_beginning(one, other, steps):
    assert shared(one, other) == steps


def test_every_line_is_in_a_row_once():
    base = "measures__0__"
    said = {f"{base}name": "別名", f"{base}indicators__0__years__0__class": "b", f"{base}projects": []}
    found = differences(CONTENT, changed(**said, rules__edition_number=2))
    rows = rows_of(found)
    assert sorted(id(one) for row in rows for one in (row.line, *row.follows)) == sorted(map(id, found))
