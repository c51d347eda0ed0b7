"""Whole reports of our own making, in several renderings, and the seed's published presentation."""

import json
from pathlib import Path
from typing import Any

import pytest

from reports.reading.documents import UnreadableReport, from_bytes, from_text
from reports.reading.files import read_file
from reports.reading.reader import read_document
from reports.reading.scoring import score

OWN = sorted((Path(__file__).parent / "documents").glob("*.txt"))
SEED = Path(__file__).parents[1] / "data" / "kawasaki-4-2-4.txt"


def expected(path: Path) -> dict[str, Any]:
    content = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_report_gives_its_facts_and_no_others(path):
    result = score(read_file(path), expected(path.with_suffix(".expected.json")))
    assert result.told == result.expected == result.right


def test_the_seed_gives_every_fact_and_none_that_is_not_there():
    result = score(read_file(SEED), expected(SEED.with_suffix(".facts.json")))
    assert result.right.total() == result.expected.total() == result.told.total() == 24


def test_each_fact_of_the_seed_says_where_it_stands():
    lines = SEED.read_text(encoding="utf-8").split("\n")
    (main, *supplements) = read_file(SEED)["indicators"]
    slots = [main["baseline"], *main["period_targets"].values(), *main["increments"].values()]
    slots += [
        slot for one in (main, *supplements) for key in ("targets", "actuals") for slot in one[key].values()
    ]
    assert len(slots) == 22
    for slot in slots:
        assert slot["source"]["page"] == 1
        assert slot["source"]["quote"].split()[0] in lines[slot["source"]["line"] - 1]


def test_the_seed_is_read_with_its_tree_its_projects_and_the_revision():
    draft = read_file(SEED)
    assert draft["municipality"]["name"] == "川崎市"
    assert {key: one["code"] for key, one in draft["hierarchy"].items() if key != "undertakings"} == {
        "basic_policy": "4",
        "policy": "4-2",
        "measure": "4-2-4",
    }
    assert len(draft["hierarchy"]["undertakings"]) == 2
    facts = expected(SEED.with_suffix(".facts.json"))
    assert [(one["fiscal_year"], one["name"]) for one in draft["projects"]] == [
        (one["fiscal_year"], one["name"]) for one in facts["projects"]
    ]
    assert draft["indicators"][0]["period_targets"]["2025"]["revised_from"] == 40
    assert [one.get("supplementary", False) for one in draft["indicators"]] == [False, True, True, True]


def test_totals_that_the_printed_increments_prove_are_certain():
    main = read_file(SEED)["indicators"][0]
    assert {slot["confidence"] for slot in main["actuals"].values()} == {"certain"}
    assert main["increments"]["2023"]["confidence"] == "certain"


def test_an_unknown_layout_gives_candidates_with_their_words():
    draft = read_document(
        from_text("公園の面積は、市民一人当たり12.5㎡です。\n花の苗を3,400本植えました。\n")
    )
    assert draft["indicators"] == []
    assert [(one["value"], one["unit"], one["confidence"]) for one in draft["candidates"]] == [
        (12.5, "㎡", "unsure"),
        (3400, "本", "unsure"),
    ]


def test_what_was_read_is_no_candidate_as_well():
    text = "指標 | 現状値(R4) | 目標値(R8)\n公園の数 | 12か所 | 15か所\n\n花苗を340本植えた。\n"
    draft = read_document(from_text(text))
    assert [one["value"] for one in draft["candidates"]] == [340]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_text_is_read_in_any_usual_encoding(encoding):
    text = "指標 | 現状値(R4) | 目標値(R8)\n公園の数 | 12 | 15\n花壇の数 | 30 | 40\n"
    assert [one["name"] for one in read_document(from_bytes(text.encode(encoding)))["indicators"]] == [
        "公園の数",
        "花壇の数",
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b" \n \n", id="blank"),
        pytest.param(b"MZ\x90\x00\x03\x00", id="a program"),
        pytest.param(b"\xff" * 40, id="no text"),
        pytest.param(b"a" * 30_000, id="one endless line"),
    ],
)
def test_what_is_no_report_is_refused_in_a_sentence(content):
    with pytest.raises(UnreadableReport, match=r"。$"):
        from_bytes(content)


def test_a_figure_counted_in_another_unit_is_marked_and_kept():
    text = "指標 | 現状値(R4) | 目標値(R8)\n再生可能エネルギーの割合 | 11.1％ | 876万t\n公園の数 | 12か所 | 15か所\n"
    target = read_document(from_text(text))["indicators"][0]["targets"]["2026"]
    assert (target["value"], target["unit"], target["suspect"]) == (876, "万t", "876万t")
    assert target["confidence"] == "unsure"


def test_a_published_rate_proves_no_year():
    rows = [("間伐の面積", 420, 395, 94), ("植栽の面積", 60, 67, 112), ("林道の延長", 52, 39, 75)]
    text = "\n".join(
        [
            "林業計画の実施状況",
            "区分　　　計画（5年間計）　実績（5年間計）　実行率　参考：H23～27実績",
            *(f"{name}　{target}　{actual}　{rate}％" for name, target, actual, rate in rows),
        ]
    )
    facts = [
        (role, year, one["confidence"])
        for indicator in read_document(from_text(f"{text}\n"))["indicators"]
        for role in ("targets", "actuals", "period_targets", "period_actuals")
        for year, one in indicator.get(role, {}).items()
    ]
    assert not [one for one in facts if one[1] == "2015" or one[2] == "certain"], "it is another table's year"


def test_a_published_rate_proves_target_and_result():
    rows = "指標 区分 R4/相談件数 目標 120件/_ 実績 90件/_ 達成率 75.0％/見学者数 目標 80人/_ 実績 70人/_ 達成率 99.0％"
    text = rows.replace("_", "").replace(" ", " | ").replace("/", "\n")
    first, second = read_document(from_text(text))["indicators"]
    assert first["actuals"]["2022"]["confidence"] == "certain"
    assert second["actuals"]["2022"]["confidence"] == "likely"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            '[{"indicator_name": "待機\\u0000児童", "unit": "人", "target_2023": 5, "actual_2023": 6}]\n'.encode(),
            id="escaped",
        ),
        pytest.param(
            '[{"indicator_name": "待機\\ud800", "unit": "人", "target_2023": 5, "actual_2023": 6}]\n'.encode(),
            id="half a character",
        ),
        pytest.param("指標名 R4目標 R4実績\n待機\0児童の数 5人 6人\n".encode("utf-16"), id="in UTF-16"),
    ],
)
def test_no_draft_has_signs_that_no_database_keeps(content):
    assert (
        "\\u0000" not in json.dumps(read_document(from_bytes(content)), ensure_ascii=False).encode().decode()
    )
