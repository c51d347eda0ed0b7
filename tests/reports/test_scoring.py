"""Precision and recall of a draft beside a reading by hand."""

from reports.reading.scoring import score, score_lines

EXPECTED = {
    "indicators": [
        {"name": "公園の数", "baseline": {"fiscal_year": 2019, "value": 12}, "targets": {"2025": 15}},
        {"name": "花壇の数", "actuals": {"2022": 30, "2023": 31.5}},
    ],
    "ratings": {"progress": {"symbol": "A"}},
}


def slot(value: float, confidence: str = "likely") -> dict[str, object]:
    return {"value": value, "confidence": confidence}


def test_a_draft_with_the_same_facts_is_wholly_right():
    assert score(EXPECTED, EXPECTED).precision == score(EXPECTED, EXPECTED).recall == 1


def test_indicators_are_paired_by_the_facts_they_share_before_their_names():
    draft = {"indicators": [{"name": "別の名", "actuals": {"2022": slot(30), "2023": slot(31.5)}}]}
    result = score(draft, EXPECTED)
    assert (result.right.total(), result.told.total(), result.expected.total()) == (2, 2, 5)


def test_of_indicators_with_the_same_facts_those_with_the_nearer_name_are_paired():
    twins = [{"name": name, "targets": {"2025": 15}} for name in ("公園の数", "花壇の数")]
    draft = {"indicators": [{"name": "花壇の数", "targets": {"2025": slot(15), "2026": slot(1)}}]}
    expected = {"indicators": [*twins[:1], twins[1] | {"targets": {"2025": 15, "2026": 1}}]}
    assert score(draft, expected).right.total() == 2


def test_an_indicator_without_a_partner_is_wrong_with_all_its_facts():
    draft = {"indicators": [{"name": "職員の数", "targets": {"2025": slot(99), "2026": slot(100)}}]}
    result = score(draft, EXPECTED)
    assert (result.right.total(), result.told.total()) == (0, 2)


def test_a_value_in_the_wrong_year_or_role_is_wrong():
    draft = {
        "indicators": [
            {
                "name": "公園の数",
                "baseline": {"fiscal_year": 2018, "value": 12},
                "actuals": {"2025": slot(15)},
            }
        ]
    }
    assert score(draft, EXPECTED).right.total() == 0


def test_right_facts_are_counted_by_their_confidence():
    draft = {
        "indicators": [
            {"name": "花壇の数", "actuals": {"2022": slot(30, "certain"), "2023": slot(40, "unsure")}}
        ]
    }
    result = score(draft, EXPECTED)
    assert (result.right_as["certain"], result.right_as["unsure"], result.told_as["unsure"]) == (1, 0, 1)
    assert score_lines(result)[-1].startswith("all: precision 0.500, recall 0.200")


def test_ratings_are_facts_too():
    assert score({"indicators": [], "ratings": {"progress": {"symbol": "B"}}}, EXPECTED).told["ratings"] == 1
    assert score({"indicators": [], "ratings": {"progress": {"symbol": "A"}}}, EXPECTED).right["ratings"] == 1
