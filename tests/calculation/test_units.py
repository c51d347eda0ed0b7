import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.calculation.units import Scaled, canonical_unit, is_known_unit, same_unit, scaled


@pytest.mark.parametrize(
    ("spellings", "canonical"),
    [
        pytest.param(
            ("％", "%", "パーセント", "ﾊﾟｰｾﾝﾄ", "㌫", "（％）", "単位：％", "（単位：％）"),
            "％",
            id="per cent",
        ),
        pytest.param(("‰", "パーミル", "千分率"), "‰", id="per mille, which is no thousand of anything"),
        pytest.param(
            ("ポイント", "pt", "ｐｔ", "%ポイント", "ﾎﾟｲﾝﾄ"), "ポイント", id="points of a percentage"
        ),
        pytest.param(
            ("か所", "カ所", "箇所", "ヶ所", "個所", "ヵ所", "ケ所", "ｶ所"),
            "か所",
            id="places in eight spellings",
        ),
        pytest.param(("㎡", "m2", "ｍ２", "m²", "平方メートル", "m^2"), "㎡", id="square metres"),
        pytest.param(("㎥", "m3", "ｍ３", "m³", "立方メートル"), "㎥", id="cubic metres"),
        pytest.param(("ha", "㏊", "ｈａ", "ヘクタール", "㌶"), "ha", id="hectares"),
        pytest.param(("t", "ｔ", "トン", "㌧"), "t", id="tonnes"),
        pytest.param(
            ("t-CO2", "ｔ-ＣＯ２", "ｔ－ＣＯ２", "t−CO2", "tーCO2", "t-CO₂", "トン-CO2", "t - CO2"),
            "t-CO2",
            id="tonnes of carbon dioxide with every hyphen",
        ),
        pytest.param(("万kW", "万ｋＷ", "万キロワット", "万 kW"), "万kW", id="ten thousand kilowatts"),
        pytest.param(("万t-CO2", "万ｔ-ＣＯ２"), "万t-CO2", id="the seed's neighbour 2,084万t-CO2"),
        pytest.param(("百万円", "百万￥"), "百万円", id="millions of yen"),
        pytest.param(("人", "名", " 人 "), "人", id="people and names"),
        pytest.param(("mg/L", "ｍｇ／ｌ", "mg/l", "㎎/ℓ", "mg／リットル"), "mg/L", id="a quotient"),
        pytest.param(("kWh", "kwh", "ＫＷＨ", "キロワット時"), "kWh", id="kilowatt hours in any case"),
        pytest.param(("km", "㎞", "ｋｍ", "キロメートル"), "km", id="kilometres"),
        pytest.param(("", "　"), "", id="no unit"),
        pytest.param(("ほげ／人", "ほげ/名"), "ほげ/人", id="free text is kept, and its known part folded"),
        pytest.param(("①番", "1番"), "1番", id="free text is folded by NFKC"),
    ],
)
def test_spellings_of_a_unit_are_one(spellings: tuple[str, ...], canonical: str) -> None:
    assert {spelling: canonical_unit(spelling) for spelling in spellings} == dict.fromkeys(
        spellings, canonical
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("円", "千円", id="yen and thousands of yen"),
        pytest.param("％", "‰", id="per cent and per mille"),
        pytest.param("％", "ポイント", id="per cent and points"),
        pytest.param("件", "人", id="cases and people"),
        pytest.param("人", "世帯", id="people and households"),
        pytest.param("MW", "mW", id="mega and milli"),
        pytest.param("Mg", "mg", id="a tonne and a milligram"),
        pytest.param("㎡", "㎥", id="areas and volumes"),
        pytest.param("t", "t-CO2", id="tonnes of waste and of carbon dioxide"),
        pytest.param("kWh", "MWh", id="kilo and mega"),
        pytest.param("日", "か月", id="days and months"),
        pytest.param("件", "", id="a unit and none"),
        pytest.param("ほげ", "ふが", id="two free texts"),
        pytest.param("件", "件/人", id="a count and a rate"),
    ],
)
def test_different_units_stay_different(one: str, other: str) -> None:
    assert not same_unit(one, other)


@pytest.mark.parametrize(
    ("unit", "factor", "base"),
    [
        pytest.param("件", 1, "件", id="plain"),
        pytest.param("千円", 1000, "円", id="thousand"),
        pytest.param("百万円", 1_000_000, "円", id="million"),
        pytest.param("億円", 100_000_000, "円", id="hundred million"),
        pytest.param("万名", 10_000, "人", id="an alias behind a scale word"),
        pytest.param("万円／年", 10_000, "円/年", id="a quotient"),
        pytest.param("万", 10_000, "", id="a scale word alone"),
        pytest.param("千分率", 1, "‰", id="per mille"),
    ],
)
def test_scale_words_are_taken_off(unit: str, factor: int, base: str) -> None:
    assert scaled(unit) == Scaled(Decimal(factor), base)


def test_a_canonical_unit_is_its_own_spelling_and_known() -> None:
    listed = ["％", "件", "か所", "㎡", "㎥", "ha", "t-CO2", "mg/L", "万kW", "‰"]
    assert [canonical_unit(unit) for unit in listed] == listed
    assert all(is_known_unit(unit) for unit in listed)
    assert not any(is_known_unit(text) for text in ("", "ほげ", "万", "人/ほげ", "x10"))


@given(st.text(max_size=120))
def test_no_text_is_refused_and_folding_twice_changes_nothing(text: str) -> None:
    assert same_unit(text, text)
    assert isinstance(scaled(text).base, str)


@pytest.mark.parametrize("piece", ["9", " ", "(", "％", "/", "（", "万", "ー", "\ufdfa", "単位"])
def test_a_hostile_unit_costs_no_time(piece: str) -> None:
    for size in (100 // len(piece), 50_000):
        started = time.perf_counter()
        same_unit(piece * size, "件")
        assert time.perf_counter() - started < 0.05
