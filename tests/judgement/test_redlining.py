"""What changed between two texts, piece by piece, without a letter lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.judgement.redlining import (
    MOST_WORDS,
    Mark,
    Segment,
    apply,
    changes_of,
    is_changed,
    is_same,
    numbered,
    redline,
)

TEXTS = st.text(alphabet="窓口相談のをにひらくアイウ12３４。、\n ab", max_size=40)


def marked(old, new):
    brackets = {Mark.KEPT: "{}", Mark.DELETED: "[-{}]", Mark.INSERTED: "[+{}]"}
    return "".join(brackets[one.mark].format(one.text) for one in redline(old, new))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("", "", ""),
        ("計画どおり。", "計画どおり。", "計画どおり。"),
        ("", "窓口を開く。", "[+窓口を開く。]"),
        ("窓口を開く。", "", "[-窓口を開く。]"),
        ("相談を120件受けた。", "相談を135件受けた。", "相談を[-120][+135]件受けた。"),
        ("1,234千円", "1,284千円", "[-1,234][+1,284]千円"),
        ("講座を開く。見回りをする。", "見回りをする。", "[-講座を開く。]見回りをする。"),
        ("見回りをする。", "見回りをする。次の年も続ける。", "見回りをする。[+次の年も続ける。]"),
        ("一行目\r\n二行目", "一行目\n三行目", "一行目\n[-二][+三]行目"),
        ("受けた相談は120", "受けた相談は130", "受けた相談は[-120][+130]"),
        ("市民の会議を設ける", "地域の集会を設ける", "[-市民の会議][+地域の集会]を設ける"),
    ],
)
def test_a_change_is_shown_where_it_is(old, new, shown):
    assert marked(old, new) == shown


@given(TEXTS, TEXTS)
def test_no_letter_is_lost_or_invented(old, new):
    segments = redline(old, new)
    assert "".join(one.text for one in segments if one.mark is not Mark.INSERTED) == old
    assert "".join(one.text for one in segments if one.mark is not Mark.DELETED) == new
    assert all(one.text for one in segments)
    assert all(one.mark is not other.mark for one, other in pairwise(segments))
    assert is_changed(segments) == (old != new)


def test_a_passage_without_an_end_is_replaced_whole_instead_of_keeping_the_page_waiting():
    old, new = "町と村" * MOST_WORDS, "町の村" * MOST_WORDS
    assert redline(old, new) == [Segment(Mark.DELETED, old), Segment(Mark.INSERTED, new)]


def test_what_is_said_again_and_again_is_no_landmark_so_that_no_page_waits_for_it():
    old, new = ("".join(f"同上\n{mark}{number}\n" for number in range(600)) for mark in ("前", "後"))
    assert len(redline(old, new)) <= 3
    lines = "一\n" * (MOST_WORDS + 1)
    assert redline(lines, lines) == [Segment(Mark.KEPT, lines)]
    assert redline(lines, f"{lines}二") == [
        Segment(Mark.DELETED, lines),
        Segment(Mark.INSERTED, f"{lines}二"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [("一\r\n二", "一\n二", True), ("一\n", "一", True), ("一 二", "一二", False), ("", " ", True)],
)
def test_texts_are_the_same_however_a_browser_or_a_file_ends_their_lines(old, new, same):
    assert is_same(old, new) is same


@given(TEXTS, TEXTS)
def test_all_changes_accepted_is_what_was_proposed_and_none_is_what_stood_there(old, new):
    numbers = {one.number for one in changes_of(numbered(redline(old, new)))}
    assert numbers == set(range(1, len(numbers) + 1))
    assert apply(old, new, numbers) == new
    assert apply(old, new, ()) == old
    assert apply(old, new, numbers | {len(numbers) + 1}) == new


@pytest.mark.parametrize(
    ("accepted", "text"),
    [
        (set(), "窓口を一つ開く。年に3回。"),
        ({1}, "窓口を二つ開く。年に3回。"),
        ({2}, "窓口を一つ開く。年に4回。"),
        ({1, 2}, "窓口を二つ開く。年に4回。"),
    ],
)
def test_each_change_is_accepted_or_refused_by_itself(accepted, text):
    assert apply("窓口を一つ開く。年に3回。", "窓口を二つ開く。年に4回。", accepted) == text


def test_what_was_taken_out_and_what_took_its_place_are_one_change():
    found = numbered(redline("相談を120件受けた。", "相談を135件受けた。"))
    assert [(one.number, one.text) for one in found] == [
        (None, "相談を"),
        (1, "120"),
        (1, "135"),
        (None, "件受けた。"),
    ]
