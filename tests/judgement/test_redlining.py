"""What changed between two texts, piece by piece, without a letter lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.redline.redlining import (
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


def test_lines_that_stand_there_again_and_again_are_kept_where_both_texts_begin_and_end_with_them():
    old, new = ("".join(f"同上\n{mark}{number}\n" for number in range(600)) for mark in ("前", "後"))
    assert len(redline(old, new)) <= 4
    lines = "一\n" * (MOST_WORDS + 1)
    assert redline(lines, lines) == [Segment(Mark.KEPT, lines)]
    assert redline(lines, f"{lines}二") == [Segment(Mark.KEPT, lines), Segment(Mark.INSERTED, "二")]


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


@pytest.mark.parametrize(
    "old",
    ["一段落目。\n" + "\n" * 1_000 + "二段落目。", "一段落目。" + "同じ。違う。" * 500 + "二段落目。"],
)
def test_sentences_that_say_the_same_again_and_again_are_replaced_whole_between_what_stayed(old):
    new = old.replace("\n" * 900, "\n\t" * 900).replace("同じ。違う。" * 400, "違う。同じ。" * 400)
    shown = redline(old, new)
    assert [one.mark for one in shown] == [Mark.KEPT, Mark.DELETED, Mark.INSERTED, Mark.KEPT]
    assert shown[0].text.startswith("一段落目。")
    assert shown[-1].text.endswith("二段落目。")
    assert apply(old, new, {1}) == new


def test_signs_that_repeat_within_a_sentence_are_replaced_whole():
    old, new = "（）" * 500, "）（" * 500
    assert redline(old, new) == [Segment(Mark.DELETED, old), Segment(Mark.INSERTED, new)]


def test_a_long_text_of_many_paragraphs_is_still_compared_word_by_word():
    lines = [f"{number}番目の窓口では、相談を{number * 7}件受けた。\n\n" for number in range(100)]
    old = "".join(lines)
    new = old.replace("50番目の窓口", "50番目の会場")
    assert [(one.deleted, one.inserted) for one in changes_of(numbered(redline(old, new)))] == [
        ("窓口", "会場")
    ]
