"""The overview through the season: every number leads to the list of as many rows, for whoever looks."""

import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from accounts.models import Department
from evaluations.committee.models import (
    Review,
    ReviewAnswer,
    ReviewMember,
    ReviewOpinion,
    ReviewQuestion,
)
from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage
from indicators.models import Result
from policies.models import Plan, PolicyNode
from store.actions.numbers import move
from store.actions.rows import Actor, add_rows
from store.models import Change
from store.numbers import EVERYTHING
from tests.city import make_post
from tests.entry.office import client_of
from tests.factories import (
    make_cycle,
    make_department,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_person_in_post,
    make_plan,
    make_round,
    make_scale,
)
from tests.reading import Element, read

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"\d+")


@dataclass
class Season:
    """A city in which a round is open and a cycle is judged: something is missing, late, sent back, differing."""

    plan: Plan
    cycle: EvaluationCycle
    measures: list[PolicyNode]
    section: Department
    clients: dict[str, Client]

    def page(self, client: str, query: str = "&year=2023") -> Element:
        answer = self.clients[client].get(f"/?plan={self.plan.key}{query}")
        assert answer.status_code == 200
        return read(answer).one("main")

    def numbers(self, client: str) -> dict[str, int]:
        """Return the numbers of the season by their words."""
        groups = self.page(client).all("section", class_="season-group")
        found = [one.text.rpartition(" ") for group in groups for one in group.all("li")]
        return {words: int(number) for words, _, number in found}


@pytest.fixture
def season() -> Season:
    plan = make_plan()
    code = plan.local_government_code
    period = make_period(plan=plan)
    tops = [make_node(period=period, depth=1, name=name) for name in ("甲", "乙")]
    measures = [make_node(parent=make_node(parent=top)) for top in (tops[0], tops[0], tops[1])]
    bureau = make_department(local_government_code=code, name="環境局", kind="bureau")
    section = make_department(local_government_code=code, name="緑化課", parent=bureau)
    other = make_department(local_government_code=code, name="道路課")
    for measure, department in zip(measures, (section, section, other), strict=True):
        for values in ((12, 7), (12, 1), (5, 30), *([(3, None)] if department == other else [])):
            results = {year: one for year, one in zip((2022, 2023), values, strict=True) if one is not None}
            years = {"targets": {2022: 10, 2023: 10}, "results": results}
            make_indicator(node=measure, department=department, baseline=4, **years)
    make_indicator(node=tops[1], targets={2023: 3})  # nobody answers for it
    states = zip(("returned", "waiting", "draft"), measures, strict=True)
    for state, measure in states:
        Result.objects.filter(indicator__node=measure, indicator__order=1, fiscal_year=2023).update(
            entry_state=state
        )
    figures = Result.objects.filter(indicator__node=measures[1], indicator__order=2, fiscal_year=2023)
    figures.update(standing="provisional", explanation="雨のため")
    make_round(plan=plan, fiscal_year=2023)
    scales = {"progress_scale": make_scale("ABCD"), "direction_scale": make_scale("ⅠⅡⅢⅣ")}
    before = make_cycle(period=period, key="before", name="前の評価", last_year=2022, **scales)
    ends = {"first_year": 2023, "last_year": 2023, "is_published": False}
    opinions = make_scale("良可")
    cycle = make_cycle(period=period, key="now", name="今の評価", opinion_scale=opinions, **ends, **scales)
    stage = EvaluationStage.objects.create(
        cycle=cycle, order=1, key="draft", name="作成", meaning="draft", role="staff"
    )
    make_evaluation(cycle=before, node=measures[0], progress="A", direction="Ⅰ")
    for measure, reason in zip(measures[:2], ("", "わけ"), strict=True):
        decided = make_evaluation(
            cycle=cycle, node=measure, progress="A", direction="Ⅰ", difference_reason=reason, is_reviewed=True
        )
        ReviewOpinion.objects.create(evaluation=decided, level=opinions.levels.get(order=1), text="意見")
    Evaluation.objects.filter(node=measures[1], cycle=cycle).update(stage=stage)
    posts = {"planning": make_department(local_government_code=code), "staff": section, "chief": section}
    people = {role: client_of(make_person_in_post(role, unit)) for role, unit in posts.items()}
    return Season(plan, cycle, measures, section, {"visitor": Client(), **people})


def rows_behind(client: Client, address: str) -> int:
    """Return how many rows stand in the list to which an address leads, in the place that it names."""
    path, _, place = address.partition("#")
    page = read(client.get(path)).one("main")
    if place in {"todo", "back", "sheets", "waiting"}:
        (heading,) = page.all("h2", id=place)
        return int(NUMBER.findall(heading.text)[-1])
    if place == "measures":
        page = page.one("section", **{"aria-labelledby": "measures"})
    if place == "lines":
        page = page.one("section", **{"aria-labelledby": "lines"})
    bodies = page.all("tbody")  # none where nothing fits
    return sum(bool(row.all("th")) for row in bodies[0].all("tr")) if bodies else 0


def linked_numbers(page: Element) -> list[tuple[str, int, str]]:
    """Return (words, number, address) of every link of the overview that is a number of a list."""
    lists = ("/indicators/?", "/?", "/evaluations/?", "/evaluations/committee/?", "/compare/?", "/entry/?")
    found = []
    for link in page.all("a"):
        address = link.attributes["href"]
        if address.startswith(lists) and NUMBER.search(link.text):
            found.append((link.text, int(NUMBER.findall(link.text)[-1]), address))
    return found


@pytest.mark.parametrize("who", ["visitor", "staff", "planning"])
def test_every_number_is_the_length_of_the_list_behind_it(season: Season, who: str):
    found = linked_numbers(season.page(who))
    assert len(found) > (30 if who == "visitor" else 60)
    rows: dict[str, int] = {}
    for words, number, address in found:
        if address not in rows:
            rows[address] = rows_behind(season.clients[who], address)
        assert (words, number, address) == (words, rows[address], address)


def test_staff_are_told_what_the_season_asks_for(season: Season):
    found = season.numbers("planning")
    assert found["未提出"] == 4
    assert found["差戻し"] == 1
    assert (found["環境局"], found["道路課"], found["（所管課の登録なし）"]) == (1, 2, 1)
    assert found["c・dで増減の説明なし"] == 2
    assert found["暫定値"] == 1
    assert (found["区分が未決定"], found["参考判定と相違"], found["相違の理由が未記入"]) == (1, 2, 1)
    assert found["委員会意見への対応が未入力"] == 2
    assert "令和5年度実績の入力（年次）" in season.page("planning").text
    assert "基本政策・施策の指標を数えています。" in season.page("planning").text


def test_what_changed_is_counted_from_the_last_cycle_of_the_same_sort(season: Season):
    period, between = season.cycle.period, {"first_year": 2022, "last_year": 2022}
    make_cycle(period=period, key="zz", name="事務事業評価", kind=EvaluationCycle.Kind.YEARLY, **between)
    numbers = season.numbers("planning")
    assert [words for words in numbers if words.endswith("から改善")] == ["前の評価から改善"]


def test_nothing_is_said_of_changes_before_anything_is_settled(season: Season):
    Evaluation.objects.filter(cycle=season.cycle).update(stage=EvaluationStage.objects.get())
    assert not [words for words in season.numbers("planning") if words.startswith("前の評価から")]


def test_ones_own_work_stands_first(season: Season):
    own = {who: season.page(who).all("section")[0].text for who in ("staff", "chief", "planning")}
    assert own["staff"].startswith("あなたの仕事 あなたの課の入力 実績値の入力 1")
    assert "差戻し1件" in own["staff"]
    assert "確認待ちの実績値 1" in own["chief"]
    assert "あなたの課の入力" not in own["planning"]
    assert "あなたの仕事" not in season.page("visitor").text


def test_ones_own_work_in_another_city_is_never_an_old_one(season: Season, settings):
    settings.KEPT_ANSWERS = True
    abroad = make_plan(local_government_code="888888", name="別の市の計画")
    section = make_department(local_government_code="888888")
    node = make_node(parent=make_node(parent=make_node(period=make_period(plan=abroad), depth=1)))
    owed = make_indicator(node=node, department=section, targets={2023: 3})
    make_round(plan=abroad, fiscal_year=2023)
    person = make_person_in_post("staff", season.section)
    make_post(person, section)
    season.clients["both"] = client_of(person)
    move(EVERYTHING)
    assert season.numbers("both")["実績値の入力"] == 2
    entered = Result(indicator=owed, fiscal_year=2023, total=3, entry_state="waiting")
    add_rows([entered], by=Actor(Change.Via.COMMAND))
    assert season.numbers("both")["実績値の入力"] == 1


def test_visitors_see_nothing_of_what_is_between_officers(season: Season):
    page = season.page("visitor")
    for words in ("差戻し", "不整合", "今の評価", "説明なし", "暫定値"):
        assert words not in page.text
    assert "未達の見込み" in page.text
    season.plan.shows_forecasts = False
    season.plan.save()
    assert "見込み" not in season.page("visitor").text.replace("確定見込の月", "")


def test_visitors_are_told_whose_figures_are_missing(season: Season):
    Result.objects.update(entry_state="confirmed")
    found = season.numbers("visitor")
    assert (found["道路課"], found["（所管課の登録なし）"]) == (1, 1)


@pytest.mark.parametrize("is_shown", [True, False], ids=["shown", "not shown"])
def test_visitors_are_told_where_decision_and_suggestion_differ_if_they_may_see_it(
    season: Season, is_shown: bool
):
    season.plan.shows_suggestions = is_shown
    season.plan.save()
    EvaluationCycle.objects.filter(pk=season.cycle.pk).update(is_published=True)
    Evaluation.objects.update(stage=None)
    Result.objects.update(entry_state="confirmed")
    found = [link for link in linked_numbers(season.page("visitor")) if link[0].startswith("参考判定と相違")]
    assert {number for _, number, _ in found} == ({2} if is_shown else set())
    assert all(rows_behind(season.clients["visitor"], address) == 2 for *_, address in found)
    narrowed = season.page("visitor", "&year=2023&differs=yes").one(
        "section", **{"aria-labelledby": "measures"}
    )
    assert sum(bool(row.all("th")) for row in narrowed.one("tbody").all("tr")) == (2 if is_shown else 3)


@pytest.mark.parametrize(
    "is_assigned", [True, False], ids=["some are given to the member", "all are everybody's"]
)
def test_a_member_of_the_committee_begins_with_what_is_before_it(season: Season, is_assigned: bool):
    stages = {"cycle": season.cycle, "role": "planning"}
    stage = EvaluationStage.objects.create(
        **stages, order=2, key="sitting", name="審議", meaning="committee", due_on=date(2024, 7, 31)
    )
    evaluations = list(Evaluation.objects.filter(cycle=season.cycle).order_by("pk"))
    Evaluation.objects.filter(cycle=season.cycle).update(stage=stage)
    member = make_person_in_post(
        "committee", make_department(local_government_code=season.plan.local_government_code)
    )
    review = Review.objects.create(evaluation=evaluations[0], held_on=date(2024, 7, 1))
    if is_assigned:
        ReviewMember.objects.create(review=review, person=member, name="委員")
    asked = ReviewQuestion.objects.create(evaluation=evaluations[0], number=1, text="なぜですか。")
    ReviewQuestion.objects.create(evaluation=evaluations[1], number=1, text="なぜですか。")
    ReviewAnswer.objects.create(question=asked, number=1, text="雨のためです。")
    ReviewOpinion.objects.filter(evaluation=evaluations[1]).delete()
    season.clients["member"] = client_of(member)
    page = season.page("member")
    own = page.all("section")[0]
    assert own.text.startswith("あなたの仕事 今の評価の委員会審議")
    assert "最後の審議日は7月1日でした。" in own.text
    assert "委員会審議の期限は7月31日です。" in own.text
    found = linked_numbers(own)
    numbers = [1, 0, 1, 0, 0] if is_assigned else [2, 1, 1, 1, 0]
    assert [number for _, number, _ in found] == numbers
    assert [rows_behind(season.clients["member"], address) for *_, address in found] == numbers


def test_what_nobody_asks_for_takes_no_room(season: Season):
    season.plan.rounds.update(is_closed=True)
    season.cycle.is_published = True
    season.cycle.save()
    page = season.page("planning")
    for words in ("実績の入力（年次）", "所管別", "区分が未決定"):
        assert words not in page.text
    assert "未達の見込み" in page.text


def test_what_was_sent_back_is_known_within_its_section_and_to_the_office(season: Season):
    code = season.plan.local_government_code
    other = make_person_in_post("staff", make_department(local_government_code=code))
    season.clients["other"] = client_of(other)
    assert [season.numbers(who)["差戻し"] for who in ("staff", "planning", "other")] == [1, 1, 0]
