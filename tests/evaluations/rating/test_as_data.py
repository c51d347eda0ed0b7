"""The edition and the API say the same of an indicator, each in its own way of writing, and as they always did."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.editions import NEW_IN, canonical
from evaluations.publishing.scorecards.content import content_from
from evaluations.publishing.scorecards.indicators import indicator_content
from evaluations.publishing.scorecards.sources import Sources, read_sources
from indicators.scorecards import Scorecard, written_targets, year_rows
from kpi_tracker.api import answers

pytestmark = pytest.mark.django_db

TODAY = date(2026, 7, 1)
KEYS = {"id", "node_uid", *NEW_IN[3], *NEW_IN[4], *NEW_IN[5]}
NEW_IN_ANSWERS = {"footnote", "interim_values"}
OF_BOTH = ("number", "name", "kind", "is_judged", "unit", "method", "accumulation", "department")


@pytest.fixture
def sources() -> Sources:
    call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
    return read_sources(EvaluationCycle.objects.with_rules().get(), TODAY)


def without_keys(said: Any) -> Any:
    """Return it without the keys of rows, which are others in every database."""
    if isinstance(said, dict):
        return {name: without_keys(one) for name, one in said.items() if name not in KEYS}
    return [without_keys(one) for one in said] if isinstance(said, list) else said


NEWER = {"facts", "outlook"}  # of forms 5 and 6


def undrawn(said: Any) -> Any:
    """Return it without its charts and what later forms brought: a drawing may change, its numbers stand beside it."""
    if isinstance(said, dict):
        kept = {name: one for name, one in said.items() if name not in NEWER}
        return {name: None if name == "chart" else undrawn(one) for name, one in kept.items()}
    return [undrawn(one) for one in said] if isinstance(said, list) else said


def digest_of(said: Any) -> str:
    return hashlib.sha256(canonical(without_keys(said)).encode()).hexdigest()


def cards_of(sources: Sources) -> list[Scorecard]:
    return [card for one in sources.standings.values() for card in (*one.cards, *one.supplementary)]


def answer_of(sources: Sources, card: Scorecard) -> dict[str, Any]:
    """Return what the API answers about the years that the edition shows."""
    years = [one["year"] for one in indicator_content(sources, card)["years"]]
    rows = year_rows(card, [one for one in card.period.years if one.year in years], sources.rules)
    answer = answers.indicator(
        card, card.indicator.node.address, rows, written_targets(card), plans=(), interim=[]
    )
    said: dict[str, Any] = json.loads(answer.model_dump_json())
    return said


def test_an_edition_has_the_digest_it_always_had(sources: Sources) -> None:
    content = content_from(sources)
    assert content.pop("words") == {
        "measure": "施策",
        "undertaking": "事務事業",
        "records": "リーディングプロジェクト",
    }
    as_before = content | {"format": 2}  # but for the keys that are new in its form
    # since then two words were made one (現状値（計画策定時）, すべて); nothing else became different
    assert digest_of(undrawn(as_before)) == "d7607e8783e2487d518ab10431a8268d13b505f0361d0d91128b9f0d86e84f8a"


def test_the_api_answers_as_it_always_did(sources: Sources) -> None:
    came_later = {"ended_in", "succeeds", "succeeded_by"}
    said = [
        {name: value for name, value in answer_of(sources, card).items() if name not in came_later}
        for card in cards_of(sources)
    ]
    assert len(said) == 4
    years = [year for one in said for year in one["years"]]
    for part in (*said, *years):
        assert not any(part.pop(name) for name in NEW_IN_ANSWERS & part.keys())
    assert [one.pop("asked") for one in said] == ["毎年"] * 4  # new since then, as is the next
    assert [one.pop("known_from") for one in said] == [""] * 4
    assert {year.pop("origin") for year in years} == {"confirmed"}  # new since then, as well
    # but that no class is null, and no level 「－」
    assert digest_of(said) == "d1f29c166a3425a6bc3fb3cea68861524e940ea310e3b747cec34530c02ba166"


def test_both_say_the_same_of_every_indicator_and_year(sources: Sources) -> None:
    compared = 0
    for card in cards_of(sources):
        edition, answer = indicator_content(sources, card), answer_of(sources, card)
        assert {name: edition[name] for name in OF_BOTH} == {name: answer[name] for name in OF_BOTH}
        assert edition["wanted"] == answer["direction"]
        assert [one | {"label": ""} for one in edition["targets"]] == [
            one | {"label": ""} for one in answer["targets"]
        ]
        published = {one["year"]: one for one in edition["years"]}
        for year in answer["years"]:
            one = published[year["year"]]
            assert (one["label"], one["standing"]) == (year["label"], year["standing"])
            assert one["is_computed"] is year["total_is_derived"]
            assert (one["total"] is None) is (year["total"] is None)
            assert one["total"] is None or Decimal(one["total"]) == Decimal(str(year["total"]))
            assert one["class"] == (year["attainment_class"] or {"symbol": ""})["symbol"]
            assert one["target"] == (year["target"] or {"text": "－"})["text"]
            compared += 1
    assert compared == 8
