"""What the city's list of 用字用語 finds in a text, case by case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.redline import findings as wording
from evaluations.redline.findings import (
    ALIKE,
    EXAMPLES,
    FULL,
    HALF,
    MOST_FINDINGS,
    RuleKind,
    WordRule,
    check,
    faults,
)


def word(found, preferred, *unless_in):
    return WordRule(kind=RuleKind.WORD, found=found, preferred=preferred, unless_in=unless_in)


def width(found, preferred, *unless_in):
    return WordRule(kind=RuleKind.WIDTH, found=found, preferred=preferred, unless_in=unless_in)


def length(longest, field=""):
    return WordRule(kind=RuleKind.LENGTH, longest=longest, field=field)


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (word("行なう", "行う"), "調査を行なう。", [(3, "行なう", "行う")]),
        (word("行なう", "行う"), "調査を行う。", []),
        (word("子供", "子ども", "子供会"), "子供会の子供", [(4, "子供", "子ども")]),
        (word("取り組み", "取組", "取り組みます"), "取り組みます。取り組みを", [(7, "取り組み", "取組")]),
        (word("ユーザ", "ユーザー"), "ユーザーとユーザ", [(5, "ユーザ", "ユーザー")]),
        (word(".*", "－"), "何でも.*", [(3, ".*", "－")]),
        (word("ああ", "あ"), "あああ", [(0, "ああ", "あ")]),
        (word("二行", "2行"), "一\r\n二行", [(2, "二行", "2行")]),
        (word("", "空"), "何も探さない", []),
        (width("数字", HALF), "１２件と3件", [(0, "１２", "12")]),
        (width("数字", FULL), "１２件と34件", [(4, "34", "３４")]),
        (width("数字", ALIKE), "１件、2件、3件", [(0, "１", "1")]),
        (width("数字", ALIKE), "１件、２件、3件", [(6, "3", "３")]),
        (width("数字", ALIKE), "1件、2件", []),
        (width("英字", HALF, "ＣＯ"), "ＣＯ２とＥＶ", [(4, "ＥＶ", "EV")]),
        (width("カタカナ", FULL), "ｶﾞｲﾄﾞ", [(0, "ｶﾞｲﾄﾞ", "ガイド")]),
        (width("括弧", FULL), "川(かわ)", [(1, "(", "（"), (4, ")", "）")]),
        (length(3), "三文\n字", []),
        (length(3), "四文\r\n字だ", [(0, "4字", "3字以内")]),
        (length(3, "progress"), "理由ではない", []),
    ],
)
def test_what_a_rule_finds(rule, text, expected):
    assert [(one.start, one.found, one.preferred) for one in check(text, [rule], "outcome")] == expected


def test_a_rule_about_one_kind_of_text_leaves_the_others_alone():
    assert check("四文字だ", [length(3, "progress")], "progress")
    assert not check("四文字だ", [length(3, "progress")], "direction")


def test_a_finding_says_where_it_is_and_why():
    (found,) = check("前の行\nこの地域での取り組みを進める", [word("取り組み", "取組")], "")
    assert (found.before, found.after) == ("この地域での", "を進める")
    assert found.why
    (too_long,) = check("四文字だ", [length(3)], "")
    assert too_long.why == "3字までです（1字多く入力されています）。"


def test_findings_come_in_the_order_of_the_text_and_never_without_end():
    rules = [word("二", "2"), word("一", "1")]
    assert [one.found for one in check("一二一", rules, "")] == ["一", "二", "一"]
    assert len(check("一" * 1_000, rules, "")) == MOST_FINDINGS


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (word(" ", "行う"), "確認する語を入力"),
        (word("行う", "行う"), "同じです"),
        (width("漢字", HALF), "対象は"),
        (width("数字", "斜体"), "書き方は"),
        (length(None), "字数の上限"),
        (length(0), "字数の上限"),
    ],
)
def test_a_rule_that_could_find_nothing_is_refused(rule, sentence):
    (said,) = faults(rule)
    assert sentence in said


def test_the_examples_can_all_stand_and_no_preferred_form_is_found_by_the_list_itself():
    assert not [said for rule in EXAMPLES for said in faults(rule)]
    assert len({(rule.kind, rule.found, rule.field) for rule in EXAMPLES}) == len(EXAMPLES)
    words = [rule for rule in EXAMPLES if rule.kind is RuleKind.WORD]
    assert not [found for rule in words for found in check(rule.preferred, EXAMPLES, "")]
    assert not [found for rule in words for longer in rule.unless_in for found in check(longer, [rule], "")]


def test_no_more_of_one_rule_is_made_ready_than_is_shown(monkeypatch):
    made, make = [], wording._finding

    def make_and_count(*said):
        made.append(said)
        return make(*said)

    monkeypatch.setattr(wording, "_finding", make_and_count)
    found = check("子供" * 10_000, [word("子供", "子ども"), width("英字", HALF)], "")
    assert [one.start for one in found] == [2 * place for place in range(MOST_FINDINGS)]
    assert len(made) == MOST_FINDINGS


@given(
    st.text(alphabet="あいう", max_size=30),
    st.lists(st.sampled_from(["あい", "いう", "あいう", "う"]), max_size=4),
)
def test_a_word_is_left_alone_wherever_it_stands_in_a_longer_one_of_the_line(text, longer):
    within = {
        place
        for one in longer
        for start in range(len(text))
        if text.startswith(one, start)
        for place in range(start, start + len(one))
    }
    found = [one.start for one in check(text, [word("い", "ゐ", *longer)], "")]
    assert found == [place for place, sign in enumerate(text) if sign == "い" and place not in within]
