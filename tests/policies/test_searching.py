"""Which texts a search takes for the same, and what it makes of what somebody typed."""

import unicodedata

import pytest

from policies.searching import LONGEST_SEARCH, MOST_WORDS, OLD_FORMS, Asked, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("ｺﾐｭﾆﾃｨﾊﾞｽ", "コミュニティバス", id="half-width kana"),
        pytest.param("ＥＶ２０", "ev20", id="full-width letters and digits"),
        pytest.param("ごみのげんりょう", "ゴミノゲンリョウ", id="hiragana"),
        pytest.param("か\u3099く", "がく", id="a sign that is put together"),
        pytest.param("霞ヶ関", "霞ケ関", id="a small ke"),
        pytest.param("渡邊", "渡辺", id="an old form"),
        pytest.param("渡邉", "渡邊", id="two old forms"),
        pytest.param("廣澤", "広沢", id="old forms of two signs"),
        pytest.param("髙﨑", "高崎", id="forms of names"),
        pytest.param("𠮷野", "吉野", id="a form beyond the first plane"),
        pytest.param("葛\U000e0100城", "葛城", id="a chosen variant of a sign"),
        pytest.param("カーボン・ニュートラル", "カーボンニュートラル", id="a middle dot"),
        pytest.param("脱炭素　社会", "脱炭素社会", id="a blank"),
        pytest.param("指標①", "指標1", id="a digit in a circle"),
        pytest.param("政策Ⅱ", "政策ii", id="a Roman digit"),
        *(pytest.param(f"4{dash}2", "4-2", id=f"U+{ord(dash):04X} as a dash") for dash in "‐‑‒–—―−－─ー"),
    ],
)
def test_what_is_the_same_however_it_is_written(one, other):
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("サーバー", "サ-バ-", id="a lengthened vowel is no dash"),
        pytest.param("ハス", "バス", id="a voiced sound"),
        pytest.param("きやく", "きゃく", id="a small ya"),
        pytest.param("大", "犬", id="another sign"),
        pytest.param("100%", "100", id="a sign that means something"),
    ],
)
def test_what_is_not_the_same(one, other):
    assert plain(one) != plain(other)


def test_no_form_stands_for_two_signs_and_none_for_what_every_reading_takes_for_the_same_already():
    groups = OLD_FORMS.split()
    forms = [form for group in groups for form in group]
    assert len(forms) == len(set(forms))
    assert all(len(group) > 1 and unicodedata.normalize("NFKC", group) == group for group in groups)
    assert {plain(group) for group in groups} == {group[0] * len(group) for group in groups}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("脱炭素　川崎", ("脱炭素", "川崎"), id="a wide blank"),
        pytest.param(" \t\n ", (), id="blanks alone"),
        pytest.param("\0", (), id="NUL"),
        pytest.param("・ ４ー２", ("4-2",), id="a sign that is no word"),
        pytest.param("100％_\\", ("100%_\\",), id="signs that databases take for others"),
    ],
)
def test_the_words_of_what_was_typed(typed, words):
    assert Asked.read(typed).words == words
    assert not Asked.read(typed).was_cut


def test_what_is_too_long_is_cut_and_says_so():
    long = Asked.read("あ" * 20_000)
    assert (len(long.text), len(long.words[0]), long.was_cut) == (LONGEST_SEARCH, LONGEST_SEARCH, True)
    many = Asked.read(" ".join("あいうえおかきくけこさしすせそ"))
    assert (len(many.words), many.was_cut) == (MOST_WORDS, True)


PLACES = {
    "its code": ("4-2", "脱炭素", 0),
    "a code that begins so": ("4-2-4", "脱炭素", 1),
    "no code, in the middle of a name": ("", "施策4-2", 3),
    "a code in which it stands further on": ("14-2", "脱炭素", None),
}


@pytest.mark.parametrize(("code", "name", "place"), PLACES.values(), ids=PLACES)
def test_codes_come_first(code, name, place):
    asked = Asked.read("４－２")
    assert asked.is_in(plain(name), plain(code)) == (place is not None)
    if place is not None:
        assert asked.place(plain(name), plain(code)) == place


def test_names_that_begin_with_what_was_typed_come_before_those_that_contain_it():
    asked = Asked.read("緑 まち")
    names = ["花と緑のまち", "緑のまち", "緑とまち", "まちの緑"]
    assert all(asked.is_in(plain(name)) for name in names)
    assert [asked.place(plain(name)) for name in names] == [3, 2, 2, 3]
    assert not asked.is_in(plain("緑のむら"))
