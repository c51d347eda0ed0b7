"""Lists of stages that work and that cannot; what comes next, and where one may go back to."""

from dataclasses import dataclass, replace
from itertools import permutations

import pytest

from accounts.rules import Role
from evaluations.judgement.stages import (
    DEFAULT_STAGES,
    Meaning,
    StageRow,
    applies,
    faults,
    following,
    in_free_places,
    is_before,
    misfits,
    returnable,
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A stage in its place."""

    order: int
    meaning: str
    only_for_reviewed: bool
    may_send_back: bool


def placed(rows=DEFAULT_STAGES):
    return [
        Placed(place, row.meaning, row.only_for_reviewed, row.may_send_back)
        for place, row in enumerate(rows, 1)
    ]


def row(meaning, name="", role=Role.PLANNING, **fields):
    return StageRow(name or f"段階{meaning}", meaning, role, **fields)


DRAFT, SETTLE = row("draft", role=Role.STAFF), row("settle")


def test_the_default_list_works_and_has_ten_stages():
    assert (faults(DEFAULT_STAGES), len(DEFAULT_STAGES)) == ([], 10)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([DRAFT, SETTLE], id="the least there can be"),
        pytest.param(
            [DRAFT, row("confirm", "第一次承認"), row("confirm", "第二次承認"), SETTLE, row("publish")],
            id="two approvals and no committee",
        ),
        pytest.param([DRAFT, row("ruling", "決裁"), row("ruling", "庁議"), SETTLE], id="two rulings"),
        pytest.param(
            [DRAFT, SETTLE, row("ruling"), row("publish"), row("response")], id="a ruling at the end"
        ),
    ],
)
def test_another_citys_list_works(rows):
    assert faults(rows) == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([SETTLE], "「作成」に当たる段階がありません。", id="no draft"),
        pytest.param([DRAFT], "「評価結果の決定」に当たる段階がありません。", id="no settle"),
        pytest.param(
            [DRAFT, row("confirm", "確認"), row("confirm", "確認"), SETTLE],
            "「確認」という名前の段階が二つあります。",
            id="two of one name",
        ),
        pytest.param(
            [replace(DRAFT, key="a"), replace(SETTLE, key="a")],
            "「a」というキーの段階が二つあります。",
            id="two of one key",
        ),
        pytest.param(
            [DRAFT, SETTLE, row("settle", "再決定")],
            "「評価結果の決定」に当たる段階は一つにしてください。",
            id="two settles",
        ),
        pytest.param(
            [row("confirm"), DRAFT, SETTLE],
            "「作成」に当たる段階を最初にしてください。",
            id="a draft that is not first",
        ),
        pytest.param(
            [DRAFT, row("publish"), SETTLE],
            "「公表」は「評価結果の決定」より後にしてください。",
            id="publish before settle",
        ),
        pytest.param(
            [DRAFT, SETTLE, row("response"), row("publish")],
            "「市民意見への対応」は「公表」より後にしてください。",
            id="an answer before there is anything to answer to",
        ),
        pytest.param(
            [DRAFT, SETTLE, row("response")],
            "「市民意見への対応」には、その前に「公表」に当たる段階が必要です。",
            id="an answer without publication",
        ),
        pytest.param(
            [DRAFT, row("committee", "審議", Role.COMMITTEE), SETTLE],
            "「審議」：委員とシステム管理者は評価を進められません。ほかの役割を選んでください。",
            id="a committee that acts",
        ),
        pytest.param(
            [DRAFT, replace(SETTLE, name="決定", only_for_reviewed=True)],
            "「決定」は、審議対象だけにはできません。",
            id="settled for some only",
        ),
    ],
)
def test_a_list_that_cannot_work_is_named(rows, said):
    assert said in faults(rows)


def test_what_is_still_missing_is_no_misfit():
    assert misfits([DRAFT]) == []
    assert misfits([row("publish"), DRAFT]) != []


def way(rows, *, is_reviewed):
    """Return the places an evaluation passes from the start."""
    stages, passed, here = placed(rows), [], None
    while (here := following(stages, here, is_reviewed=is_reviewed)) is not None:
        passed.append(here.order)
    return passed


def test_only_what_is_reviewed_passes_the_committee():
    assert way(DEFAULT_STAGES, is_reviewed=True) == list(range(1, 11))
    assert way(DEFAULT_STAGES, is_reviewed=False) == [1, 2, 3, 4, 6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    ("here", "is_reviewed", "expected"),
    [
        pytest.param(None, False, [], id="not started"),
        pytest.param(1, False, [], id="the first"),
        pytest.param(3, False, [1, 2], id="every earlier one"),
        pytest.param(6, False, [1, 2, 3, 4], id="not to one that was skipped"),
        pytest.param(6, True, [1, 2, 3, 4, 5], id="to the committee if it was there"),
        pytest.param(9, False, [1, 2, 3, 4, 6, 7, 8], id="from publication, which has not happened yet"),
        pytest.param(10, False, [], id="never once published"),
    ],
)
def test_where_an_evaluation_may_be_sent_back_to(here, is_reviewed, expected):
    stages = placed()
    current = None if here is None else stages[here - 1]
    assert [one.order for one in returnable(stages, current, is_reviewed=is_reviewed)] == expected


def test_nothing_is_sent_back_over_a_publication_even_where_the_list_would_let_it():
    stages = placed([DRAFT, SETTLE, row("publish"), row("response")])
    assert stages[3].may_send_back
    assert returnable(stages, stages[3], is_reviewed=False) == []


def test_a_stage_lies_ahead_until_it_is_left():
    stages = placed()
    assert [is_before(stages, one, Meaning.SETTLE) for one in (None, *stages)] == [True] * 8 + [False] * 3
    assert not is_before([one for one in stages if one.meaning != "committee"], None, Meaning.COMMITTEE)
    assert applies(stages[4], is_reviewed=True)


@pytest.mark.parametrize("wanted", list(permutations((1, 2, 3, 4))))
def test_rows_reach_their_places_without_ever_sharing_one(wanted):
    places = dict(enumerate((1, 2, 3, 4)))

    def move(key, place):
        assert place not in places.values()
        places[key] = place

    in_free_places(dict(enumerate(wanted)), dict(places), move)
    assert list(places.values()) == list(wanted)
