"""Publishing: what an edition says, what stands against it, and that nothing published ever changes."""

import json
import threading
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.actions import (
    NeedsCorrectionError,
    ObjectionsError,
    OvertakenError,
    Turn,
    publish,
    publish_correction,
    publish_further,
    publish_update,
)
from evaluations.publishing.editions import canonical, sha256_of
from evaluations.publishing.models import Publication
from evaluations.publishing.scorecards.content import content_of
from evaluations.publishing.scorecards.drafts import draft_of
from indicators.models import Result
from policies.models import Plan
from store.actions.rows import Actor, RefusedError
from store.models import Change
from tests.evaluations.published_hall import TODAY, Hall, make_hall
from tests.factories import (
    make_cycle,
    make_department,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_project,
    make_result,
    make_target,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    return make_hall()


def correct(hall: Hall, *, edition: int = 2, **said) -> Publication:
    return publish_correction(hall.draft(), edition=edition, by=hall.by, **{"reason": "転記の誤り"} | said)


def change_result(hall: Hall, **fields) -> None:
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(**fields)


def the_measure(hall: Hall) -> dict[str, Any]:
    measure: dict[str, Any]
    (measure,) = hall.draft().content["measures"]
    return measure


def test_an_edition_says_everything_in_itself(hall):
    edition = hall.publish()
    assert edition.sha256 == sha256_of(edition.content)
    assert canonical(json.loads(edition.content)) == edition.content
    assert (edition.published_by, edition.kind, edition.edition) == ("公表した職員", "first", 1)
    assert "事務局" in edition.post
    for words in (
        *(
            "公表市",
            "公表計画",
            "元の基本政策",
            "元の政策",
            "元の施策",
            "元の目標",
            "元の主管課",
            "元の関係課",
        ),
        *("元の指標", "元の算出方法", "元の理由", "元の背景", "元の事務事業", "元の説明", "元の活動指標"),
        *("元の取組", "元の連携先", "報告件数1件", "元の評価", "参考判定（数値から機械的に算出した目安です"),
    ):
        assert words in edition.content, words
    assert "公表した職員" not in edition.content
    measure = edition.read()["measures"][0]
    (indicator,) = measure["indicators"]
    last = indicator["years"][-1]
    assert (last["year"], last["result"], last["total"], last["class"]) == (2023, "7件", "7", "a")
    assert {trace["name"] for trace in indicator["chart"]["data"]} >= {"実績値"}
    assert (measure["progress"], measure["direction"]) == ("A", "Ⅰ")
    assert edition.read()["rules"]["attainment_rules"] == hall.cycle.profile.attainment_rules


def test_publishing_is_told_in_the_history_of_the_cycle(hall):
    edition = hall.publish()
    line = Change.objects.get(model="evaluations.evaluationcycle", field="公表版")
    assert edition.sha256 in line.new
    assert line.label == "公表版"
    assert (line.who_name, line.object_id) == ("公表した職員", str(hall.cycle.pk))


def test_what_is_not_shown_to_everybody_is_not_published(hall):
    Plan.objects.update(shows_suggestions=False, shows_breakdown=False)
    hall.evaluation.difference_reason = "庁内の理由"
    hall.evaluation.save()
    measure = the_measure(hall)
    assert measure["suggestion"] is None
    assert measure["difference_reason"] == ""
    assert measure["indicators"][0]["ledger"] == "主な取組1件を掲載"
    assert "報告件数" not in canonical(hall.draft().content)


@pytest.mark.parametrize("state", [one for one in Result.EntryState if one not in {"confirmed", "checked"}])
def test_a_figure_nobody_confirmed_is_published_as_still_out(hall, state):
    change_result(hall, entry_state=state, total=Decimal(98765))
    text = canonical(hall.draft().content)
    assert "98,765" not in text
    assert "98765" not in text
    assert the_measure(hall)["indicators"][0]["years"][-1]["result"] == "集計中"
    assert "未提出" not in text
    assert "確定見込" not in text


def test_a_missing_figure_says_when_it_will_be_published_and_never_who_is_late(hall):
    late = make_department(local_government_code="999999", name="遅れている課")
    make_indicator(node=hall.node, department=late, name="遅い指標", targets={2023: 9})
    change_result(hall, total=None, missing="pending", pending_until="令和6年11月")
    first, second = the_measure(hall)["indicators"]
    assert first["years"][-1]["result"] == "集計中（令和6年11月公表予定）"
    assert second["years"][-1]["result"] == "集計中"
    assert "確定見込" not in canonical(hall.draft().content)
    assert "遅れ" not in second["sentence"]
    out = hall.preview().out
    assert [words for _, _, words in out] == [
        "令和5(2023)年度　集計中（令和6年11月公表予定）",
        "令和5(2023)年度　集計中",
    ]
    assert "遅れている課" in out[1][1]


def test_what_came_after_the_cycle_is_not_part_of_it(hall):
    before = canonical(hall.draft().content)
    make_result(indicator=hall.indicator, fiscal_year=2024, total=Decimal(76543))
    make_project(node=hall.node, name="後の取組", first_year=2024, counting_year=2024)
    assert canonical(hall.draft().content) == before


def test_undecided_ratings_and_failed_checks_are_refused_with_the_list(hall):
    make_node(parent=hall.node.parent, name="未決定の施策")
    type(hall.indicator).objects.filter(pk=hall.indicator.pk).update(accumulation="cumulative")
    change_result(hall, total=Decimal(3))  # a running total that falls
    with pytest.raises(ObjectionsError) as refused:
        hall.publish()
    told = "\n".join(refused.value.objections)
    assert "未決定の施策：「施策の進捗状況」が決定していません。" in told
    assert "未決定の施策：「今後の方向性」が決定していません。" in told
    assert "元の指標：" in told
    assert not Publication.objects.exists()
    assert not Change.objects.filter(field="公表版").exists()


def test_what_has_not_come_to_its_publication_is_named_and_never_published(hall):
    stage = hall.cycle.stages.create(
        order=1, key="check", name="事務局点検", meaning="compile", role="planning"
    )
    type(hall.evaluation).objects.filter(pk=hall.evaluation.pk).update(stage=stage)
    assert "元の施策：「事務局点検」の段階です。公表の段階まで進めてください。" in "\n".join(
        hall.draft().objections
    )
    assert "元の理由" not in json.dumps(hall.draft().content, ensure_ascii=False)
    hall.cycle.stages.update(meaning="publish")
    assert hall.draft().objections == ()
    assert "元の理由" in json.dumps(hall.draft().content, ensure_ascii=False)


def test_a_rating_at_its_publication_that_lacks_its_reason_is_among_what_is_open(hall):
    stage = hall.cycle.stages.create(order=1, key="publish", name="公表", meaning="publish", role="planning")
    type(hall.evaluation).objects.filter(pk=hall.evaluation.pk).update(stage=stage)
    assert hall.draft().objections == ()
    change_result(hall, total=Decimal(4))
    told = hall.draft().objections
    assert "進捗状況のAは、参考判定の" in told[0]
    assert all(one.endswith("と異なります。理由を入力してください。") for one in told)
    with pytest.raises(ObjectionsError):
        hall.publish()
    type(hall.evaluation).objects.filter(pk=hall.evaluation.pk).update(difference_reason="天候のため")
    assert hall.draft().objections == ()


def test_the_checks_look_at_counts_of_projects_even_if_the_public_does_not(hall):
    Plan.objects.update(shows_suggestions=False, shows_breakdown=False)
    make_project(counts_in=hall.indicator, name="二つ目")
    assert any("個票" in one or "件数" in one for one in hall.draft().objections)


def test_what_is_open_is_published_with_a_reason_that_is_kept_inside(hall):
    hall.evaluation.progress = None
    hall.evaluation.save()
    edition = publish(hall.draft(), edition=1, allowed_despite="議会の日程のため", by=hall.by)
    assert edition.allowed_despite == "議会の日程のため"
    assert "「施策の進捗状況」が決定していません" in edition.objections
    assert "議会の日程のため" not in edition.content
    assert Change.objects.get(field="公表版").why == "議会の日程のため"


def test_a_reason_without_anything_open_is_not_kept(hall):
    assert publish(hall.draft(), edition=1, allowed_despite="念のため", by=hall.by).allowed_despite == ""


def test_the_same_edition_is_published_once(hall):
    first = hall.publish()
    with pytest.raises(OvertakenError, match="公表した職員さんがすでに公表しています") as overtaken:
        hall.publish()
    assert overtaken.value.publication == first
    with pytest.raises(RefusedError, match="番号が違います"):
        correct(hall, edition=3)
    assert Publication.objects.count() == 1


def test_a_correction_lists_what_was_wrong_and_leaves_the_old_edition_alone(hall):
    first = hall.publish()
    bytes_before = first.content
    change_result(hall, total=Decimal(8))
    second = correct(hall, reasons=["集計表の転記を誤りました。"])
    line = second.corrections[0]
    assert line["place"].endswith("元の施策 成果指標1 令和5(2023)年度 実績値")
    assert (line["before"], line["after"]) == ("7件", "8件")
    assert line["reason"] == "集計表の転記を誤りました。"
    content = second.read()
    assert content["edition"]["errata"] == second.corrections
    assert content["edition"]["previous"] == first.sha256
    assert (second.edition, second.kind, second.reason) == (2, "correction", "転記の誤り")
    assert Publication.objects.get(edition=1).content == bytes_before


@pytest.mark.parametrize("verb", [publish_update, publish_correction])
def test_nothing_new_and_no_reason_are_refused(hall, verb):
    hall.publish()
    with pytest.raises(RefusedError, match="変わったところがありません"):
        verb(hall.draft(), edition=2, reason="訂正", by=hall.by)
    change_result(hall, total=None, missing="pending")
    change_result(hall, total=Decimal(8), missing="")
    with pytest.raises(RefusedError, match=r"理由を入力|訂正（誤り）か遡及改定"):
        verb(hall.draft(), edition=2, reason=" ", by=hall.by)
    assert Publication.objects.count() == 1


def test_an_update_of_one_year_brings_what_only_follows_from_it_in_the_next(hall):
    type(hall.indicator).objects.filter(pk=hall.indicator.pk).update(accumulation="cumulative")
    earlier = hall.indicator.results.filter(fiscal_year=2022)
    earlier.update(standing="provisional")
    hall.publish()
    earlier.update(standing="final", total=Decimal(6))
    second = publish_update(hall.draft(), edition=2, reason="R4の実績が確定", by=hall.by)
    figure = next(one for one in second.corrections if (one["before"], one["after"]) == ("5件", "6件"))
    assert ("+2件", "+1件") in {(one["before"], one["after"]) for one in figure["follows"]}
    assert "令和5(2023)年度 うち当該年度分" in {one["place"] for one in second.changes[0].rows[0]["beneath"]}
    assert "令和5(2023)年度" in next(one["place"] for one in figure["follows"] if one["after"] == "+1件")


def test_an_update_brings_what_became_final_and_nothing_else(hall):
    change_result(hall, total=None, missing="pending", pending_until="令和6年11月")
    hall.publish()
    change_result(hall, total=Decimal(7), missing="", pending_until="")
    second = publish_update(hall.draft(), edition=2, reason="R5の実績が確定", by=hall.by)
    assert second.kind == "update"
    assert ("集計中（令和6年11月公表予定）", "7件") in {
        (one["before"], one["after"]) for one in second.corrections
    }
    change_result(hall, total=Decimal(8))
    with pytest.raises(NeedsCorrectionError, match="訂正（誤り）か遡及改定") as refused:
        publish_update(hall.draft(), edition=3, reason="確定", by=hall.by)
    (row,) = refused.value.differences
    assert row.after == "8件"
    assert [one.after for one in row.follows if one.was_settled] == [
        "133.3％",
        "この年度の目標（令和5年度）6件に対し133.3％、計画策定時の1件より良い",
    ]


def turn(hall: Hall, kind: str, *kinds: str, edition: int = 2) -> Turn:
    return Turn(kind=Publication.Kind(kind), edition=edition, reason="理由", kinds=kinds, by=hall.by)


def three_changes(hall: Hall) -> None:
    """Let a figure become final, another be counted otherwise, and a name have been wrong."""
    change_result(hall, total=None, missing="pending")
    hall.publish()
    change_result(hall, total=Decimal(7), missing="")
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2022).update(total=Decimal(6))
    type(hall.indicator).objects.filter(pk=hall.indicator.pk).update(method="直した算出方法")


def test_each_change_is_of_the_kind_that_was_chosen_for_it_and_only_a_mistake_enters_the_errata(hall):
    three_changes(hall)
    places = [row.place.rpartition(" ")[2] for row in hall.preview().rows]
    assert places == ["実績値", "実績値", "算出方法"]
    with pytest.raises(NeedsCorrectionError) as refused:
        publish_further(hall.draft(), turn(hall, "update"))
    assert [row.before for row in refused.value.differences] == ["5件", "元の算出方法"]
    assert Publication.objects.count() == 1
    second = publish_further(hall.draft(), turn(hall, "update", "revision", "", "correction"))
    assert [one["kind"] for one in second.corrections] == ["revision", "update", "correction"]
    assert second.kind == "correction"
    tables = {one.title: [row["after"] for row in one.rows] for one in second.changes}
    assert tables == {"正誤表": ["直した算出方法"], "確定に伴う更新": ["7件"], "遡及改定": ["6件"]}
    assert second.read()["edition"]["errata"] == second.corrections


@pytest.mark.parametrize("kind", ["revision", "correction"])
def test_an_edition_is_of_the_gravest_kind_of_its_changes(hall, kind):
    three_changes(hall)
    second = publish_further(hall.draft(), turn(hall, "revision", "", "", kind))
    assert (second.kind, second.read()["edition"]["kind"]) == (kind, kind)
    assert second.get_kind_display() in second.read()["edition"]["label"]


def test_rows_of_an_older_edition_are_of_its_kind(hall):
    old = [{"place": "指標", "before": "1件", "after": "2件", "reason": ""}]
    for kind, title in (("update", "確定に伴う更新"), ("correction", "正誤表")):
        (table,) = Publication(kind=kind, errata=json.dumps(old)).changes
        assert (table.title, list(table.rows)) == (title, [old[0] | {"beneath": []}])


def test_an_update_changes_no_text(hall):
    hall.publish()
    hall.node.name = "別名"
    hall.node.save()
    with pytest.raises(NeedsCorrectionError):
        publish_update(hall.draft(), edition=2, reason="改称", by=hall.by)


def test_a_first_edition_cannot_be_a_correction_nor_a_second_a_first_one(hall):
    with pytest.raises(RefusedError):
        correct(hall, edition=1)
    hall.publish()
    with pytest.raises(RefusedError):
        publish(hall.draft(), edition=2, by=hall.by)


def test_an_address_belongs_to_the_cycle_that_was_published_there_first(hall):
    hall.publish()
    other = make_period(plan=hall.cycle.period.plan, first_year=2018, last_year=2021)
    cycle = make_cycle(period=other, key="r5-mid")
    with pytest.raises(RefusedError, match="別の計画期間の公表で使われています"):
        publish(draft_of(cycle, TODAY), edition=1, by=hall.by)
    EvaluationCycle.objects.filter(pk=hall.cycle.pk).update(key="renamed")
    change_result(hall, total=Decimal(8))
    assert correct(hall).cycle_key == "r5-mid"


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(lambda: Publication.objects.update(content="{}"), id="update"),
        pytest.param(lambda: Publication.objects.all().delete(), id="delete"),
        pytest.param(lambda: Publication.objects.get().save(), id="save"),
        pytest.param(lambda: by_hand("UPDATE evaluations_publication SET sha256 = ''"), id="UPDATE"),
        pytest.param(lambda: by_hand("DELETE FROM evaluations_publication"), id="DELETE"),
    ],
)
def test_nobody_changes_what_was_published(hall, tamper):
    before = hall.publish().content
    with pytest.raises(DatabaseError, match="公表版は変更も削除もできません"), transaction.atomic():
        tamper()
    assert Publication.objects.get().content == before


def by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_nobody_replaces_an_edition_under_another_number(hall):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL knows no REPLACE")
    hall.publish()
    columns = [str(one.column) for one in Publication._meta.concrete_fields if one.column != "id"]
    listed = ", ".join(columns)
    statement = (
        f"REPLACE INTO evaluations_publication ({listed}) SELECT {listed} FROM evaluations_publication"
    )
    with pytest.raises(DatabaseError, match="公表版は変更も削除もできません"), transaction.atomic():
        by_hand(statement)


def test_reading_an_edition_costs_as_many_queries_for_many_measures_as_for_one(hall):
    def cost() -> int:
        cycle = EvaluationCycle.objects.with_rules().select_related("period__plan").get(pk=hall.cycle.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            content_of(cycle, TODAY)
        return len(queries)

    before = cost()
    for number in range(5):
        node = make_node(parent=hall.node.parent, department=make_department(local_government_code="999999"))
        make_indicator(node=node, department=node.department, results={2023: number})
        make_node(parent=node)
        make_project(node=node)
    assert cost() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_does():
    hall = make_hall()
    draft, by = hall.draft(), hall.by
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def try_to() -> None:
        try:
            start.wait(timeout=30)
            publish(draft, edition=1, by=by)
            outcomes.append("published")
        except OvertakenError:
            outcomes.append("overtaken")
        except Exception as failure:  # noqa: BLE001 - a thread must tell the test, whatever it was
            outcomes.append(repr(failure))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_to, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["overtaken", "published"]
    assert Publication.objects.count() == 1
    assert Change.objects.filter(field="公表版").count() == 1


def test_the_seed_is_published_with_its_ratings_and_both_figures_of_every_year():
    call_command("loaddata", "kawasaki_4_2_4", verbosity=0)
    cycle = EvaluationCycle.objects.with_rules().get(key="r5-mid")
    draft = draft_of(cycle, TODAY)
    assert draft.objections == ()
    (measure,) = draft.content["measures"]
    assert (measure["address"], measure["progress"], measure["direction"]) == ("4-2-4", "A", "Ⅱ")
    years = {one["year"]: one for one in measure["indicators"][0]["years"]}
    assert (years[2023]["result"], years[2023]["increment"], years[2023]["rate"]) == (
        "66件",
        "+11件",
        "124.5％",
    )
    assert max(years) == 2023


def test_another_city_has_five_layers_falling_targets_no_baseline_and_no_scale_for_its_work(client):
    period = make_period()
    period.layers.filter(depth__gte=3).update(is_evaluated=False, is_undertaking=False)
    period.layers.filter(depth=4).update(is_evaluated=True)
    period.layers.create(depth=5, name="細事業", is_undertaking=True)
    policy = make_node(parent=make_node(parent=make_node(period=period, depth=1)))
    measure = make_node(parent=policy)
    node = make_node(parent=measure)
    cycle = make_cycle(period=period, achievement_scale=None)
    make_evaluation(cycle=cycle, node=measure, progress="B", direction="Ⅱ")
    make_indicator(node=measure, direction="down", targets={2022: 9}, results={2022: 12})
    make_indicator(node=policy, direction="keep", baseline=5, results={2022: 5})
    text = make_indicator(node=measure, unit="", direction="unknown")
    make_target(indicator=text, comparator="text", text="計画の策定", value=None)
    draft = draft_of(EvaluationCycle.objects.with_rules().get(pk=cycle.pk), TODAY)
    (published,) = draft.content["measures"]
    assert (len(published["above"]), [one["name"] for one in published["undertakings"]]) == (3, [node.name])
    assert [one["years"][0]["result"] for one in published["indicators"]] == ["12件", "集計中"]
    assert draft.content["others"][-1]["indicators"][0]["promises"][0]["text"] == "5件"
    edition = publish(draft, edition=1, by=Actor(Change.Via.COMMAND))
    for one in (*draft.content["measures"], *draft.content["others"]):
        assert client.get(f"{edition.get_absolute_url()}policies/{one['address']}/").status_code == 200
    assert client.get(edition.get_absolute_url()).status_code == 200
    assert (edition.published_by, edition.post) == ("", "")
