"""Which names are one project under another spelling, and which only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.duplicates import (
    Named,
    duplicates_of,
    likely_duplicates,
    likeness,
    numbers,
    plain_name,
    plain_partner,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("ＥＶバスの導入", "EVバスの導入", id="full width"),
        pytest.param("ev バスの 導入", "EVバスの導入", id="case and spaces"),
        pytest.param("ｽﾏｰﾄﾊﾞｽの導入", "スマートバスの導入", id="half-width kana"),
        pytest.param("水素ボックス事業", "水素ボックス", id="事業"),
        pytest.param("水素ボックス事業プロジェクト", "水素ボックス", id="two endings"),
        pytest.param("「水素ボックス」の取組", "水素ボックス", id="quotes, and 取組"),
        pytest.param("水素ボックス（仮称）", "水素ボックス", id="in brackets"),
        pytest.param("【新規】水素・ボックス", "水素ボックス", id="other brackets and a dot"),
    ],
)
def test_two_spellings_are_one_name(one, other):
    found = likeness(Named(1, one), Named(2, other))
    assert found is not None
    assert found.share == 1
    assert found.reason == "表記のゆれを除くと同じ名前です。"


@pytest.mark.parametrize(
    "name",
    [pytest.param("事業", id="nothing else"), pytest.param("（仮称）", id="all of it in brackets"), "・"],
)
def test_a_name_is_never_nothing(name):
    assert plain_name(name)


EV = "再エネ100％によるEVカーシェアリング実証実験"
PARTNERS = ("東都電力株式会社", "みなと大学")


@pytest.mark.parametrize(
    ("one", "other", "partners", "expected"),
    [
        pytest.param(EV, "再エネ100％によるEVカーシェアの実証実験", (), True, id="a word was shortened"),
        pytest.param(
            EV, "川崎スマートEVバスの導入", PARTNERS, False, id="something else of the same partners"
        ),
        pytest.param(
            "水素ステーションの整備", "水素スタンドの整備", (), False, id="another word, nobody shared"
        ),
        pytest.param(
            "水素ステーションの整備",
            "水素スタンドの整備",
            PARTNERS,
            True,
            id="another word, a shared partner",
        ),
        pytest.param(
            "地域熱供給の第1期", "地域熱供給の第2期", PARTNERS, False, id="two numbers are two projects"
        ),
        pytest.param("地域熱供給の第一期", "地域熱供給の第二期", PARTNERS, False, id="numbers in kanji"),
        pytest.param("地域熱供給フェーズⅡ", "地域熱供給フェーズⅢ", PARTNERS, False, id="Roman numbers"),
        pytest.param(
            "地域熱供給の第１期", "地域熱供給 第1期", (), True, id="the same number, written otherwise"
        ),
        pytest.param("太陽光パネルの共同購入", "下水汚泥の固形燃料化", (), False, id="nothing in common"),
    ],
)
def test_alike_is_a_matter_of_names_and_then_of_partners(one, other, partners, expected):
    found = likeness(Named(1, one, partners), Named(2, other, ("東都電力（株）",) if partners else ()))
    assert (found is not None) == expected


def test_the_reason_names_how_much_agrees_and_who_takes_part_in_both():
    one = Named(1, "水素ステーションの整備", PARTNERS)
    other = Named(2, "水素スタンドの整備", ("㈱東都電力",))
    (found,) = likely_duplicates([one, other])
    assert found.partners == ("東都電力株式会社",)
    assert found.reason == "名前が似ています（一致の度合い70％）。連携先も同じです（東都電力株式会社）。"


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [
        pytest.param("大学と進める消防活動の共同研究", 1, True, id="one pattern in one place"),
        pytest.param("大学と進める消防活動の共同研究", 2, False, id="one pattern in two places"),
        pytest.param("大学と進める自主防災活動の共同研究事業", 2, True, id="the same name in two places"),
    ],
)
def test_records_of_two_places_must_be_nearly_the_same(name, place, expected):
    one = Named(1, "大学と進める自主防災活動の共同研究", PARTNERS, place=1)
    assert (likeness(one, Named(2, name, PARTNERS, place=place)) is not None) == expected


def test_the_thresholds_are_arguments():
    one, other = Named(1, "水素ステーションの整備"), Named(2, "水素スタンドの整備")
    assert likeness(one, other) is None
    assert likeness(one, other, alike=0.7) is not None


def test_pairs_are_named_once_the_most_alike_first():
    records = [
        Named(1, "電気バスの運行"),
        Named(2, "電気バスを運行"),
        Named(3, "電気バスの運行事業"),
        Named(4, "市民農園"),
    ]
    pairs = [(pair.one.key, pair.other.key) for pair in likely_duplicates(records)]
    assert pairs == [(1, 3), (1, 2), (2, 3)]


def test_a_record_is_not_its_own_duplicate():
    record = Named(1, "電気バス")
    assert duplicates_of(record, [record, Named(2, "電気バス")])[0].other.key == 2
    assert len(duplicates_of(record, [record, Named(2, "電気バス")])) == 1
    assert len(duplicates_of(Named(None, "電気バス"), [Named(None, "電気バス"), record])) == 2


@pytest.mark.parametrize("partner", ["東都電力", "東都電力株式会社", "（株）東都電力", "㈱ 東都電力", "ﾄｳﾄ"])
def test_the_form_of_a_company_is_no_part_of_its_name(partner):
    assert plain_partner(partner) in {"東都電力", "トウト"}


def test_numbers_keep_their_order():
    assert numbers("令和５年度 第２期") == ["5", "2"]
    assert numbers("EVバスとDX") == []


names = st.text(alphabet="水素電気バスの事業プロジェクト第12（）ー・ Ａa", min_size=1, max_size=12)


@given(names, names, st.booleans())
def test_it_does_not_matter_which_comes_first(one, other, together):
    partners = ("甲社",) if together else ()
    there = likeness(Named(1, one, partners), Named(2, other, partners))
    back = likeness(Named(2, other, partners), Named(1, one, partners))
    assert (there and there.share) == (back and back.share)
