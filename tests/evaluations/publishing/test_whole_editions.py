"""What an edition holds beside figures and ratings: opinions, footnotes, sheets; older forms; what it moves onward."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.committee.models import Review, ReviewOpinion
from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.stages import StageRow
from evaluations.publishing.actions import OvertakenError, publish, publish_update
from evaluations.publishing.editions import (
    NEW_IN,
    NEW_WORDS,
    canonical,
    sha256_of,
)
from evaluations.publishing.models import Publication
from evaluations.publishing.page.pages import read_content
from evaluations.publishing.scorecards.content import content_of
from evaluations.publishing.scorecards.sources import scope_of
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage, StageStep
from evaluations.rating.scorecards.standings import standings
from evaluations.sheets.models.forms import SheetItem
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.models import Indicator, RatingLevel, Result
from policies.models import Plan
from policies.scorecards.tree import PlanTree
from store.actions.rows import StaleRow
from tests.city import CITY
from tests.evaluations.published_hall import TODAY, Hall, make_hall
from tests.evaluations.publishing.test_published_pages import answers, live_routes, published_routes, visitor
from tests.factories import (
    make_cycle,
    make_earlier_figure,
    make_evaluation,
    make_node,
    make_period,
    make_scale,
    make_sheet,
    make_sheet_form,
)
from tests.reading import read

pytestmark = pytest.mark.django_db
OLD_FORM = (Path(__file__).parents[2] / "data/edition-form-1.json").read_text(encoding="utf-8")
PAGE = f"/published/{CITY}/r5-mid/1/policies/1-1-1/"


@pytest.fixture
def hall() -> Hall:
    read_content.cache_clear()
    return make_hall()


def measure_of(hall: Hall) -> dict[str, Any]:
    measure: dict[str, Any]
    (measure,) = hall.draft().content["measures"]
    return measure


def opine(evaluation: Evaluation, text: str, *, status: str = "", reply: str = "") -> ReviewOpinion:
    """Put down an opinion with everything about it that is not for everybody."""
    level = RatingLevel.objects.filter(scale__key="opinions", symbol="概").first()
    level = level or make_scale("妥概再", key="opinions").levels.get(symbol="概")
    review = Review.objects.create(
        evaluation=evaluation, panel="第1部会", held_on="2024-07-10", note="庁内の備考"
    )
    review.members.create(name="秘密委員")
    question = evaluation.questions.create(number=1, text="秘密の質問", by_name="秘密委員")
    question.answers.create(number=1, text="秘密の回答", by_name="秘密職員")
    said = {"by_name": "秘密委員", "entered_by_name": "秘密職員", "post": "秘密の役職"}
    opinion = ReviewOpinion.objects.create(evaluation=evaluation, level=level, text=text, **said)
    point = evaluation.cycle.review_points.create(order=1, text="着眼の点")
    opinion.remarks.create(point=point, text=f"{text}の着眼")
    for number, (state, words) in enumerate([("doing", "古い考え方"), (status, reply)], 1):
        if state and status:
            opinion.responses.create(number=number, status=state, text=words, **said)
    return opinion


# --- the committee ---


def test_the_committee_speaks_as_one_and_the_newest_word_of_the_city_stands_beside(hall):
    opine(hall.evaluation, "区分の理由を示すべき", status="hard", reply="調査が隔年のため")
    edition = hall.publish()
    said = edition.read()["measures"][0]["committee"]
    opinion = said["opinion"]
    assert (opinion["panel"], opinion["held_on"], opinion["level"]["symbol"]) == (
        "第1部会",
        "2024-07-10",
        "概",
    )
    assert opinion["response"] == {"status": "対応困難", "text": "調査が隔年のため"}
    page = read(Client().get(PAGE)).one("section", **{"aria-labelledby": "committee"}).text
    for words in (
        "区分の理由を示すべき",
        "着眼の点",
        "第1部会",
        "2024年7月10日審議",
        "対応困難",
        "調査が隔年",
    ):
        assert words in page, words
    for words in ("秘密", "庁内の備考", "古い考え方"):
        assert words not in edition.content, words


def test_what_was_said_of_an_evaluation_on_its_way_is_not_published(hall):
    opine(hall.evaluation, "途中の意見")
    stage = hall.cycle.stages.create(order=1, key="c", name="審議", meaning="committee", role="planning")
    Evaluation.objects.update(stage=stage)
    assert measure_of(hall)["committee"] is None


def test_an_earlier_opinion_is_carried_with_what_became_of_it_if_that_cycle_is_public(hall):
    before = make_period(plan=hall.cycle.period.plan, first_year=2018, last_year=2021)
    old = make_node(parent=make_node(parent=make_node(period=before, depth=1)), name="前の施策")
    hall.node.succeeds.add(old)
    cycle = make_cycle(period=before, key="old", name="前の評価", is_published=False)
    assert cycle.last_year < hall.cycle.last_year
    opine(make_evaluation(cycle=cycle, node=old), "前の意見", status="done", reply="見直した")
    assert measure_of(hall)["committee"] is None
    EvaluationCycle.objects.filter(pk=cycle.pk).update(is_published=True)
    Plan.objects.update(is_published=False)
    assert measure_of(hall)["committee"] is None
    Plan.objects.update(is_published=True)
    said = measure_of(hall)["committee"]
    assert said["opinion"] is None
    assert [(one["name"], one["text"], one["response"]) for one in said["earlier"]] == [
        ("前の評価", "前の意見", {"status": "対応済", "text": "見直した"})
    ]
    assert "前の施策" in said["earlier"][0]["measure"]
    stage = cycle.stages.create(order=1, key="c", name="審議", meaning="committee", role="planning")
    Evaluation.objects.filter(cycle=cycle).update(stage=stage)
    assert measure_of(hall)["committee"] is None
    Evaluation.objects.filter(cycle=cycle).update(stage=None)
    first = make_period(plan=hall.cycle.period.plan, first_year=2014, last_year=2017)
    oldest = make_node(parent=make_node(parent=make_node(period=first, depth=1)))
    old.succeeds.add(oldest)
    opine(make_evaluation(cycle=make_cycle(period=first, key="first"), node=oldest), "初めの意見")
    assert [one["text"] for one in measure_of(hall)["committee"]["earlier"]] == ["前の意見", "初めの意見"]
    oldest.succeeds.add(hall.node)  # a circle ends where it closes
    assert len(measure_of(hall)["committee"]["earlier"]) == 2
    hall.publish()
    page = read(Client().get(PAGE)).text
    assert "これまでの意見と対応状況" in page
    assert "対応済" in page


def test_how_far_the_city_has_come_since_is_an_update_and_another_opinion_a_correction(hall):
    opinion = opine(hall.evaluation, "意見", status="doing", reply="進めている")
    hall.publish()
    opinion.responses.create(number=3, status="done", text="終えた")
    found = hall.preview().differences
    place = "1-1-1 元の施策 委員会審議 委員会の意見 市の対応・考え方"
    assert [(one.place, one.after, one.was_settled) for one in found] == [
        (f"{place} 対応状況", "対応済", False),
        (f"{place} 内容", "終えた", False),
    ]
    ReviewOpinion.objects.update(text="別の意見")
    assert any(one.was_settled for one in hall.preview().differences)


def test_a_stranger_reads_no_word_that_was_meant_for_the_town_hall(hall):
    opine(hall.evaluation, "公表する意見", status="done", reply="公表する考え方")
    hall.evaluation.difference_reason = "公表する理由"
    hall.evaluation.save()
    later = make_cycle(
        period=hall.cycle.period, key="later", first_year=2023, last_year=2025, is_published=False
    )
    stage = later.stages.create(order=1, key="d", name="作成", meaning="draft", role="staff")
    draft = make_evaluation(cycle=later, node=hall.node, stage=stage, progress="D", direction="Ⅳ")
    draft.reasons.create(subject="progress", number=1, text="秘密の理由")
    opine(draft, "秘密の意見", status="hard", reply="秘密の考え方")
    sheet = fill_sheet(hall)
    SheetItem.objects.exclude(key="plan").update(is_published=True)
    sheet.answers.filter(item__key="plan").update(text="秘密の記載")
    unconfirmed = make_sheet(
        node=make_node(parent=hall.node), cycle=hall.cycle, comment="秘密の説明", entry_state="entered"
    )
    assert unconfirmed.comment
    Result.objects.filter(indicator=hall.indicator).update(explanation="秘密の事情")
    Result.objects.filter(fiscal_year=2022).update(entry_state="entered", footnote="秘密の脚注")
    hall.publish()
    for client in (Client(), visitor("staff of another city")):
        told = answers(client, published_routes(hall) | live_routes(hall))
        assert any("公表する意見" in body for _, _, body in told.values())
        for name, (_, _, body) in told.items():
            assert "秘密" not in body, name
        for address in (
            hall.address,
            "/evaluations/",
            "/evaluations/committee/",
            f"/evaluations/{hall.node.address}/",
        ):
            answer = client.get(address)
            assert answer.status_code in {302, 404}, address
            assert "秘密" not in answer.content.decode()


# --- footnotes ---


def test_a_footnote_is_published_with_its_confirmed_figure_and_no_inner_words(hall):
    row = Result.objects.get(indicator=hall.indicator, fiscal_year=2023)
    Result.objects.filter(pk=row.pk).update(footnote="推計を含む", explanation="庁内の説明")
    hall.publish()
    page = read(Client().get(PAGE)).text
    assert "※ 令和5(2023)年度：推計を含む" in page
    assert "庁内の説明" not in Publication.objects.get().content
    for state in ("entered", "returned"):
        Result.objects.filter(pk=row.pk).update(entry_state=state)
        assert "推計を含む" not in canonical(hall.draft().content)
    make_earlier_figure(row, was_confirmed=True, total=Decimal(6))
    content = canonical(hall.draft().content)
    assert '"total":"6"' in content
    assert "推計を含む" not in content


def test_the_day_the_basis_and_what_was_printed_are_published_with_the_figure(hall):
    Indicator.objects.filter(pk=hall.indicator.pk).update(year_basis="calendar")
    row = Result.objects.filter(indicator=hall.indicator, fiscal_year=2023)
    row.update(as_of="2023-10-01", published_rate=Decimal("93.4"), published_class="b")
    hall.publish()
    page = read(Client().get(PAGE)).text
    for words in ("令和5年10月1日現在", "公表 93.4％", "公表 b", "令和5(2023)年（暦年）", "数値は暦年です。"):
        assert words in page, words


def test_after_the_form_before_the_next_edition_names_what_each_form_since_brought_in_one_line(hall):
    draft = hall.draft()
    publish(replace(draft, content=in_older_form(draft.content, form=3)), edition=1, by=hall.by)
    before = Publication.objects.get(edition=1).content
    assert "published_rate" not in before
    row = Result.objects.filter(indicator=hall.indicator, fiscal_year=2023)
    row.update(as_of="2023-10-01", published_rate=Decimal("93.4"))
    second = publish_update(hall.draft(), edition=2, reason="時点を掲載", by=hall.by)
    told = [("公表版の様式", NEW_WORDS[4]), ("公表版の様式", NEW_WORDS[6])]
    assert [(one["place"], one["after"]) for one in second.corrections] == told
    assert Publication.objects.get(edition=1).content == before
    assert "令和5年10月1日現在" not in read(Client().get(PAGE)).text
    assert "令和5年10月1日現在" in read(Client().get(PAGE.replace("/1/", "/2/"))).text


# --- sheets ---


def fill_sheet(hall: Hall, **fields: Any) -> ProjectSheet:
    form = make_sheet_form(achievement_scale=hall.cycle.achievement_scale, name="様式")
    sheet = ProjectSheet.objects.get(node=hall.undertaking)
    ProjectSheet.objects.filter(pk=sheet.pk).update(form=form, **fields)
    items = {one.key: one for one in form.items.all()}
    given: dict[str, dict[str, Any]] = {
        "plan": {"text": "三つの取組"},
        "achievement": {"text": "達成の理由"},
        "visits": {"number": Decimal(1234)},
    }
    for key, answer in given.items():
        sheet.answers.create(item=items[key], **answer)
    for line, value in (("cost", 1500), ("national", 0)):
        sheet.amounts.create(item=items["costs"], fiscal_year=2023, column="budget", line=line, value=value)
    return sheet


def test_of_a_sheet_only_what_its_form_marks_is_published(hall):
    fill_sheet(hall)
    assert measure_of(hall)["undertakings"][0]["sheet"] is None
    SheetItem.objects.filter(key="plan").update(is_published=True)
    content = canonical(hall.draft().content)
    assert "三つの取組" in content
    for words in ("達成の理由", "1,234", "1,500"):
        assert words not in content, words
    SheetItem.objects.update(is_published=True)
    hall.publish()
    page = read(Client().get(PAGE))
    for words in ("様式", "三つの取組", "達成の理由", "1,234回"):
        assert words in page.text, words
    (table,) = [one.rows for one in page.all("table") if "事業費A" in one.text]
    assert table == [
        ["区分", "令和5年度 予算額"],
        ["事業費A", "1,500"],
        ["国庫支出金", "0"],
        ["一般財源", "－"],
    ]


@pytest.mark.parametrize("state", ["draft", "entered", "returned"])
def test_a_sheet_nobody_confirmed_is_not_published(hall, state):
    fill_sheet(hall, entry_state=state)
    SheetItem.objects.update(is_published=True)
    assert "三つの取組" not in canonical(hall.draft().content)


def test_an_edition_suggests_what_the_pages_suggest_when_the_work_below_went_badly(hall):
    ProjectSheet.objects.update(achievement=hall.cycle.achievement_scale.levels.get(symbol="5"))
    make_sheet(node=make_node(parent=hall.node), cycle=hall.cycle, achievement="4")
    cycle = hall.draft().cycle
    tree = PlanTree.of(cycle.period)
    (live,) = standings(scope_of(cycle, TODAY), tree, tree.evaluated(), cycle)
    assert live.direction is not None
    suggested = measure_of(hall)["suggestion"]
    assert suggested["direction_sentences"] == list(live.direction.sentences)
    assert suggested["direction"] == live.direction.symbol == "Ⅱ"
    assert "達成度4又は5の事務事業が2件中2件" in "".join(suggested["direction_sentences"])


def test_the_new_parts_cost_as_many_queries_for_many_measures_as_for_one(hall):
    fill_sheet(hall)
    level = opine(hall.evaluation, "意見", status="done", reply="済み").level

    def cost() -> int:
        cycle = EvaluationCycle.objects.with_rules().select_related("period__plan").get(pk=hall.cycle.pk)
        with CaptureQueriesContext(connection) as queries:
            content_of(cycle, TODAY)
        return len(queries)

    before = cost()
    for number in range(4):
        node = make_node(parent=hall.node.parent)
        evaluation = make_evaluation(cycle=hall.cycle, node=node)
        opinion = ReviewOpinion.objects.create(evaluation=evaluation, level=level)
        opinion.responses.create(number=1, status="done", text=str(number))
        form = make_sheet_form()
        sheet = make_sheet(node=make_node(parent=node), cycle=hall.cycle, form=form)
        sheet.answers.create(item=form.items.get(key="plan"), text=str(number))
    assert cost() == before


# --- an edition of an older form ---


def put_old_edition(hall: Hall) -> Publication:
    """Put down an edition as the application wrote it before opinions, footnotes and sheets were in it."""
    return Publication.objects.create(
        cycle=hall.cycle,
        plan_key=CITY,
        cycle_key="r5-mid",
        municipality="公表市",
        plan_name="公表計画",
        edition=1,
        kind="first",
        published_at="2024-08-01T00:00:00Z",
        content=OLD_FORM,
        sha256=sha256_of(OLD_FORM),
    )


def test_an_edition_of_the_older_form_is_read_byte_for_byte_as_it_is(hall):
    edition = put_old_edition(hall)
    client = Client()
    index = f"/published/{CITY}/r5-mid/1/"
    (measure,), others = edition.read()["measures"], edition.read()["others"]
    for node in (measure, *others):
        assert client.get(f"{index}policies/{node['address']}/").status_code == 200
    page = read(client.get(PAGE))
    assert [one.text for one in page.all("h2")] == ["概要", "背景", "取組", "成果", "まとめ"]
    assert "元の理由" in page.text
    assert client.get(f"{index}charts/{measure['indicators'][0]['id']}.json").status_code == 200
    assert client.get("/api/v1/plans").json()[0]["municipality"] == "公表市"
    data = client.get(f"{index}data.json").content.decode()
    assert data == f'{{"content":{OLD_FORM},"sha256":"{edition.sha256}"}}'


def test_after_an_older_form_the_next_edition_names_the_new_parts_of_each_form_in_one_line(hall):
    draft = hall.draft()
    publish(replace(draft, content=in_older_form(draft.content)), edition=1, by=hall.by)
    before = Publication.objects.get(edition=1).content
    assert json.loads(OLD_FORM).keys() == json.loads(before).keys()
    assert parts_of(json.loads(OLD_FORM)) == parts_of(json.loads(before))
    opine(hall.evaluation, "初めて載る意見")
    Result.objects.update(footnote="初めて載る脚注")
    fill_sheet(hall)
    SheetItem.objects.update(is_published=True)
    second = publish_update(hall.draft(), edition=2, reason="委員会の意見を掲載", by=hall.by)
    told = [("公表版の様式", NEW_WORDS[2]), ("公表版の様式", NEW_WORDS[6])]
    assert [(one["place"], one["after"]) for one in second.corrections] == told
    for words in ("初めて載る意見", "初めて載る脚注", "三つの取組"):
        assert words in second.content, words
    assert Publication.objects.get(edition=1).content == before
    Result.objects.update(footnote="直した脚注")
    assert {one.after for one in hall.preview().differences} == {"直した脚注"}


def in_older_form(content: Any, form: int = 1) -> Any:
    """Return a content as it was in that form; in the first without opinions, footnotes and sheets."""
    if isinstance(content, list):
        return [in_older_form(one, form) for one in content]
    if not isinstance(content, dict):
        return content
    later = {"increment_is_computed"} if form == 1 else set[str]()
    later = later.union(*(names for one, names in NEW_IN.items() if one > form))
    kept = {key: in_older_form(value, form) for key, value in content.items() if key not in later}
    return kept | {"format": form} if "format" in kept else kept


def parts_of(content: Any) -> set[str]:
    """Return the names of everything that stands in a content."""
    if isinstance(content, list):
        return set[str]().union(*map(parts_of, content))
    if not isinstance(content, dict):
        return set()
    return set(content).union(*(parts_of(one) for key, one in content.items() if key != "chart"))


# --- what an edition moves ---

WAY = (
    StageRow("点検", "compile", "planning", "check"),
    StageRow("公表", "publish", "planning", "publish"),
    StageRow("市民意見", "response", "planning", "response", may_send_back=False),
)


def put_way(hall: Hall, *, rows: Any = WAY) -> dict[str, EvaluationStage]:
    for order, row in enumerate(rows, 1):
        hall.cycle.stages.create(order=order, key=row.key, name=row.name, meaning=row.meaning, role=row.role)
    return {one.key: one for one in hall.cycle.stages.all()}


def stand(evaluation: Evaluation, stage: EvaluationStage) -> None:
    Evaluation.objects.filter(pk=evaluation.pk).update(stage=stage)


def measures_at(hall: Hall, stage: EvaluationStage, **ratings: Any) -> Evaluation:
    node = make_node(parent=hall.node.parent, name=f"{stage}の施策")
    return make_evaluation(cycle=hall.cycle, node=node, stage=stage, **ratings)


def test_what_waits_for_its_publication_goes_on_with_the_edition_and_the_rest_stays(hall):
    stages = put_way(hall)
    stand(hall.evaluation, stages["publish"])
    undecided = measures_at(hall, stages["publish"])
    unexplained = measures_at(hall, stages["publish"], progress="A", direction="Ⅳ")
    early = measures_at(hall, stages["check"], progress="A", direction="Ⅰ")
    done = measures_at(hall, stages["response"], progress="A", direction="Ⅰ")
    shown = hall.preview()
    assert shown.onward_words == "公表→市民意見：1施策"
    assert [one.pk for one, _ in shown.staying] == [undecided.pk, unexplained.pk]
    edition = publish(shown.draft, edition=1, allowed_despite="議会の日程", by=hall.by)
    now = dict(Evaluation.objects.values_list("pk", "stage__key"))
    assert now == {
        hall.evaluation.pk: "response",
        undecided.pk: "publish",
        unexplained.pk: "publish",
        early.pk: "check",
        done.pk: "response",
    }
    step = StageStep.objects.get()
    assert (step.evaluation_id, step.number, step.kind) == (hall.evaluation.pk, 1, "forward")
    assert (step.from_name, step.to_name, step.by_name) == ("公表", "市民意見", "公表した職員")
    assert step.reason == f"公表版 第1版の公表により進めました（SHA-256 {edition.sha256}）。"
    assert canonical(hall.draft().content) == canonical(
        {key: value for key, value in edition.read().items() if key != "edition"}
    )


def test_where_publication_is_the_last_stage_everything_has_arrived(hall):
    stages = put_way(hall, rows=WAY[:2])
    stand(hall.evaluation, stages["publish"])
    assert (hall.draft().onward, hall.preview().staying) == ((), [])
    hall.publish()
    assert not StageStep.objects.exists()


def test_an_evaluation_that_was_moved_meanwhile_stops_the_edition_as_a_whole(hall):
    stages = put_way(hall)
    stand(hall.evaluation, stages["publish"])
    draft = hall.draft()
    Evaluation.objects.update(version=7)
    with pytest.raises(StaleRow):
        publish(draft, edition=1, by=hall.by)
    assert not Publication.objects.exists()
    assert not StageStep.objects.exists()


def test_who_comes_second_moves_nothing(hall):
    stages = put_way(hall)
    stand(hall.evaluation, stages["publish"])
    draft = hall.draft()
    hall.publish()
    with pytest.raises(OvertakenError):
        publish(draft, edition=1, by=hall.by)
    assert StageStep.objects.count() == 1


def test_the_page_names_what_goes_on_and_what_stays_and_a_second_click_computes_nothing(hall):
    stages = put_way(hall)
    stand(hall.evaluation, stages["publish"])
    measures_at(hall, stages["publish"], progress="A", direction="Ⅳ")
    client = Client(headers={"Referer": "http://testserver/"})
    client.force_login(hall.planner)
    page = client.get(hall.address)
    onward = read(page).one("section", **{"aria-labelledby": "onward"}).text
    assert "公表→市民意見：1施策" in onward
    assert "公表の施策（公表）：" in onward
    assert "通常と異なる組合せ（AとⅣ）" in onward
    basis = page.context["preview"].draft.basis
    form = {"edition": 1, "basis": basis, "allowed_despite": "議会の日程", "once": "k" * 32}
    with CaptureQueriesContext(connection) as first:
        answer = client.post(hall.address, form)
    with CaptureQueriesContext(connection) as second:
        assert client.post(hall.address, form)["Location"] == answer["Location"]
    assert len(second) < 15 < len(first)
    assert "公表→市民意見：1施策" in client.get(answer["Location"]).content.decode()
    assert (Publication.objects.count(), StageStep.objects.count()) == (1, 1)
