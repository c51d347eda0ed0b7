"""The verbs of evaluations: what each writes, what it leaves in the history, and what it refuses."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from evaluations.judgement.decision import Basis
from evaluations.judgement.stages import DEFAULT_STAGES, StageRow
from evaluations.rating.actions.deciding import decide_ratings, may_publish
from evaluations.rating.actions.stage_lists import put_stages
from evaluations.rating.actions.staging import (
    Ruling,
    begin,
    send_back,
    set_reviewed,
)
from evaluations.rating.actions.writing import Reason, Section
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.rating.models.stages import EvaluationStage, StageStep
from kpi_tracker.pages.evaluation.actions import hand_on, write_texts
from store.actions.rows import RefusedError, StaleRow
from store.models import Change
from tests.evaluations.hall import COMMAND, Hall, make_hall

pytestmark = pytest.mark.django_db

BASIS = Basis("A", "Ⅱ", inputs={"suggested_progress": "A"})
DAY = date(2024, 7, 1)
TWO_APPROVALS = (
    StageRow("作成", "draft", "staff", "draft"),
    StageRow("第一次承認", "confirm", "chief", "first"),
    StageRow("第二次承認", "confirm", "bureau", "second"),
    StageRow("決定", "settle", "planning", "settle"),
    StageRow("公表", "publish", "planning", "publish"),
)


@pytest.fixture
def hall() -> Hall:
    return make_hall()


def stored() -> Any:
    return Evaluation.objects.select_related("stage", "cycle", "progress", "direction").get()


def level(hall: Hall, scale: str, symbol: str):
    return getattr(hall.cycle, f"{scale}_scale").levels.get(symbol=symbol)


def decide(hall: Hall, evaluation: Evaluation, progress="A", direction="Ⅱ", *, reason="", basis=BASIS):
    return decide_ratings(
        evaluation,
        level(hall, "progress", progress) if progress else None,
        level(hall, "direction", direction) if direction else None,
        difference_reason=reason,
        basis=basis,
        version=evaluation.version,
        by=hall.by("tanto"),
    )


def walk(evaluation: Evaluation, *, basis: Basis = BASIS) -> list[str]:
    """Hand the evaluation on as far as it goes, and return the stages it came to."""
    passed: list[str] = []
    while True:
        try:
            hand_on(
                evaluation,
                version=evaluation.version,
                by=COMMAND,
                basis=basis,
                ruling=Ruling(DAY, "第5号"),
                why_open="次回に審議するため",
            )
        except RefusedError:
            return passed
        assert evaluation.stage is not None
        passed.append(evaluation.stage.name)


# --- the way through the stages ---


def test_an_evaluation_begins_at_the_first_stage_and_the_step_says_who_began_it(hall):
    evaluation = begin(hall.cycle, hall.node, version=0, by=hall.by("tanto"))
    assert (stored().stage, stored().version) == (hall.stages["draft"], evaluation.version)
    step = StageStep.objects.get()
    assert (step.number, step.kind, step.from_stage, step.from_name) == (1, "forward", None, "")
    assert (step.to_stage, step.to_name) == (hall.stages["draft"], "所管課作成")
    assert (step.by_name, step.post) == ("担当 花子", "環境政策課 担当者")
    line = Change.objects.get(model="evaluations.evaluation", field="stage")
    assert (line.old, line.new, line.who_name, line.post) == (
        "",
        "所管課作成",
        "担当 花子",
        "環境政策課 担当者",
    )


def test_an_evaluation_is_begun_once(hall):
    begin(hall.cycle, hall.node, version=0, by=COMMAND)
    with pytest.raises(StaleRow):
        begin(hall.cycle, hall.node, version=0, by=COMMAND)
    with pytest.raises(RefusedError, match="すでに「所管課作成」の段階"):
        begin(hall.cycle, hall.node, version=stored().version, by=COMMAND)
    assert StageStep.objects.count() == 1


def test_what_was_published_without_stages_is_not_begun_anew(hall):
    hall.cycle.is_published = True
    hall.cycle.save()
    evaluation = hall.at(None, progress="A")
    with pytest.raises(RefusedError, match="公表済み"):
        begin(hall.cycle, hall.node, version=evaluation.version, by=COMMAND)
    assert stored().stage is None


def test_a_cycle_without_stages_begins_nothing():
    hall = make_hall([])
    with pytest.raises(RefusedError, match="段階が設定されていません"):
        begin(hall.cycle, hall.node, version=0, by=COMMAND)
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize("is_reviewed", [True, False])
def test_an_evaluation_passes_every_stage_that_applies_and_stops_at_the_last(hall, is_reviewed):
    evaluation = hall.at("draft", is_reviewed=is_reviewed, progress="A", direction="Ⅱ")
    expected = [row.name for row in DEFAULT_STAGES[1:] if is_reviewed or not row.only_for_reviewed]
    assert walk(evaluation) == expected
    assert list(StageStep.objects.values_list("number", flat=True)) == list(range(1, len(expected) + 1))


def test_a_city_without_a_committee_and_with_two_approvals_is_only_data():
    hall = make_hall(TWO_APPROVALS)
    evaluation = hall.at("draft", progress="A", direction="Ⅱ")
    assert walk(evaluation) == ["第一次承認", "第二次承認", "決定", "公表"]
    with pytest.raises(RefusedError, match="委員会審議の段階がない"):
        set_reviewed(evaluation, True, version=evaluation.version, by=COMMAND)


def test_of_a_ruling_only_its_day_and_number_are_kept(hall):
    evaluation = hall.at("ruling", progress="A", direction="Ⅱ")
    with pytest.raises(RefusedError, match="「庁議・市長決裁」の日付を入力してください。"):
        hand_on(evaluation, version=1, by=COMMAND, basis=BASIS)
    hand_on(evaluation, version=1, by=COMMAND, basis=BASIS, ruling=Ruling(DAY, "5川企第12号"))
    step = StageStep.objects.get()
    assert (step.decided_on, step.document_number) == (DAY, "5川企第12号")
    assert stored().decided_on is None
    hand_on(evaluation, version=2, by=COMMAND, basis=BASIS, ruling=Ruling(DAY))
    assert stored().decided_on == DAY


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ({}, "進捗状況が決定されていません。"),
        ({"progress": "B", "direction": "Ⅱ"}, "参考判定のAと異なります"),
        ({"progress": "A", "direction": "Ⅳ"}, "通常と異なる組合せ"),
    ],
)
@pytest.mark.parametrize("key", ["settle", "publish"])
def test_nothing_undecided_or_unexplained_is_settled_or_published(hall, decided, said, key):
    evaluation = hall.at(key, **decided)
    with pytest.raises(RefusedError, match=said):
        hand_on(evaluation, version=1, by=COMMAND, basis=BASIS, ruling=Ruling(DAY))
    assert stored().stage == hall.stages[key]
    assert not may_publish(evaluation, BASIS)


def test_a_failed_check_is_named_when_settling_and_passes_only_with_a_reason(hall):
    failed = Basis(failed=("①：累計が減少しています。",))
    evaluation = hall.at("settle", progress="A", direction="Ⅱ")
    with pytest.raises(RefusedError, match="①：累計が減少しています。"):
        hand_on(evaluation, version=1, by=COMMAND, basis=failed, ruling=Ruling(DAY))
    evaluation = stored()
    decide(hall, evaluation, reason="原票を確認し、正しいことを確かめた。", basis=failed)
    hand_on(evaluation, version=2, by=COMMAND, basis=failed, ruling=Ruling(DAY))
    assert stored().stage == hall.stages["report"]


def test_what_stands_at_publication_decided_may_be_published(hall):
    assert may_publish(hall.at("publish", progress="A", direction="Ⅱ"), BASIS)


def test_sending_back_needs_a_reason_and_an_earlier_stage(hall):
    evaluation = hall.at("check")
    for key, reason in (("draft", " "), ("settle", "直してください。"), ("check", "直してください。")):
        with pytest.raises(RefusedError):
            send_back(evaluation, hall.stages[key], version=1, reason=reason, by=hall.by("jimukyoku"))
    send_back(
        evaluation,
        hall.stages["draft"],
        version=1,
        reason="数値を確認してください。",
        by=hall.by("jimukyoku"),
    )
    step = StageStep.objects.get()
    assert (step.kind, step.from_name, step.to_name) == ("back", "事務局点検", "所管課作成")
    assert (step.reason, step.by_name) == ("数値を確認してください。", "企画 三郎")
    assert Change.objects.get(field="stage").why == "数値を確認してください。"


def test_what_was_settled_is_open_again_when_it_is_sent_back(hall):
    evaluation = hall.at("report", progress="A", direction="Ⅱ", decided_on=DAY)
    send_back(evaluation, hall.stages["settle"], version=1, reason="再検討のため", by=COMMAND)
    assert (stored().decided_on, stored().progress.symbol) == (None, "A")


def test_the_measure_is_chosen_for_the_committee_only_before_it_is_there(hall):
    evaluation = hall.at("check")
    set_reviewed(evaluation, True, version=1, by=COMMAND)
    assert stored().is_reviewed
    hand_on(evaluation, version=2, by=COMMAND, basis=BASIS)
    assert stored().stage == hall.stages["committee"]
    for _ in range(2):
        with pytest.raises(RefusedError, match="審議対象は変更できません"):
            set_reviewed(evaluation, False, version=evaluation.version, by=COMMAND)
        evaluation = stored()
        hand_on(
            evaluation,
            version=evaluation.version,
            by=COMMAND,
            basis=BASIS,
            ruling=Ruling(DAY),
            why_open="次回に審議するため",
        )


def test_every_verb_refuses_a_stale_version_and_writes_nothing(hall):
    evaluation = hall.at("draft", version=4)
    attempts = (
        lambda: hand_on(stored(), version=3, by=COMMAND, basis=BASIS),
        lambda: write_texts(stored(), [Section("outcome", "", "成果")], {}, version=3, by=COMMAND),
        lambda: set_reviewed(stored(), True, version=3, by=COMMAND),
        lambda: decide_ratings(
            stored(),
            level(hall, "progress", "A"),
            None,
            difference_reason="",
            basis=BASIS,
            version=3,
            by=COMMAND,
        ),
    )
    before = Change.objects.count()
    for attempt in attempts:
        with pytest.raises(StaleRow):
            attempt()
    assert (Change.objects.count(), StageStep.objects.count()) == (before, 0)
    assert Evaluation.objects.filter(pk=evaluation.pk, version=4, progress=None, is_reviewed=False).exists()


# --- the ratings ---


def test_a_decision_keeps_the_profile_and_the_inputs_it_was_made_with(hall):
    evaluation = hall.at("draft")
    decide(hall, evaluation)
    kept = stored()
    assert (kept.progress.symbol, kept.direction.symbol) == ("A", "Ⅱ")
    assert (kept.profile, kept.inputs) == (hall.cycle.profile, {"suggested_progress": "A"})
    assert {line.field for line in Change.objects.filter(model="evaluations.evaluation")} == {
        "progress",
        "direction",
        "profile",
        "inputs",
    }


def test_a_decision_that_differs_needs_a_reason_and_keeps_it(hall):
    evaluation = hall.at("draft")
    with pytest.raises(RefusedError, match="Bは、参考判定のAと異なります。理由を入力してください。"):
        decide(hall, evaluation, "B")
    decide(hall, stored(), "B", reason=" 取組の遅れを勘案した。 ")
    assert stored().difference_reason == "取組の遅れを勘案した。"


def test_best_and_worst_together_need_a_reason_whatever_the_scale_says_first(hall):
    hall.cycle.progress_scale.is_best_first = False
    evaluation = hall.at("draft")
    evaluation.cycle = hall.cycle
    nothing_suggested = Basis()
    decide(hall, evaluation, "A", "Ⅳ", basis=nothing_suggested)  # A is the worst of this scale
    with pytest.raises(RefusedError, match="通常と異なる組合せ（DとⅣ）"):
        decide(hall, evaluation, "D", "Ⅳ", basis=nothing_suggested)


def test_a_level_of_another_scale_is_refused(hall):
    evaluation = hall.at("draft")
    with pytest.raises(ValidationError):
        decide_ratings(
            evaluation,
            level(hall, "direction", "Ⅰ"),
            None,
            difference_reason="",
            basis=Basis(),
            version=1,
            by=COMMAND,
        )


def test_taking_a_decision_back_takes_its_inputs_along(hall):
    evaluation = hall.at("draft")
    decide(hall, evaluation)
    decide(hall, stored(), "", "")
    assert (stored().progress, stored().profile, stored().inputs) == (None, None, None)


# --- the texts ---


def texts(evaluation: Evaluation) -> list[tuple[int, str, str, str]]:
    return list(evaluation.sections.order_by("order").values_list("order", "kind", "heading", "body"))


def write(evaluation, sections, reasons=None):
    return write_texts(evaluation, sections, reasons or {}, version=evaluation.version, by=COMMAND)


def test_texts_are_written_in_the_order_of_the_document_and_raise_the_version(hall):
    evaluation = hall.at("draft")
    sections = [
        Section("outcome", "定性的な成果", "よくなった。"),
        Section("background", "背景", "社会が変わった。"),
    ]
    write(
        evaluation,
        sections,
        {"progress": [Reason("達成した。"), Reason("上回った。")], "direction": [Reason("続ける。")]},
    )
    assert texts(evaluation) == [
        (1, "background", "背景", "社会が変わった。"),
        (2, "outcome", "定性的な成果", "よくなった。"),
    ]
    reasons = EvaluationReason.objects.values_list("subject", "number", "text")
    assert set(reasons) == {
        ("progress", 1, "達成した。"),
        ("progress", 2, "上回った。"),
        ("direction", 1, "続ける。"),
    }
    assert stored().version == 2
    owner = f"evaluations.evaluation:{evaluation.pk}"
    assert Change.objects.filter(owner=owner, field__in=["body", "text"]).count() == 5


def test_rows_keep_their_identity_when_they_are_moved_inserted_and_deleted(hall):
    evaluation = hall.at("draft")
    write(evaluation, [Section("efforts", name, name) for name in "甲乙丙"])
    first, second, third = NarrativeSection.objects.order_by("order")
    before = Change.objects.count()
    write(
        evaluation,
        [
            Section("efforts", "丁", "丁"),
            Section("efforts", "丙", "丙", third.pk),
            Section("efforts", "甲", "甲を直した", first.pk),
        ],
    )
    found = [(one.order, one.heading, one.pk) for one in NarrativeSection.objects.order_by("order")]
    assert [(order, heading) for order, heading, _ in found] == [(1, "丁"), (2, "丙"), (3, "甲")]
    assert [pk for *_, pk in found][1:] == [third.pk, first.pk]
    assert not NarrativeSection.objects.filter(pk=second.pk).exists()
    changed = Change.objects.order_by("sequence")[before:]
    assert [
        (one.old, one.new) for one in changed if one.field == "body" and one.object_id == str(first.pk)
    ] == [("甲", "甲を直した")]


def test_writing_the_same_again_leaves_no_line(hall):
    evaluation = hall.at("draft")
    write(evaluation, [Section("efforts", "甲", "本文")], {"progress": [Reason("理由")]})
    before = Change.objects.count()
    section, reason = NarrativeSection.objects.get(), EvaluationReason.objects.get()
    write(
        evaluation,
        [Section("efforts", "甲", "本文", section.pk)],
        {"progress": [Reason("理由", reason.pk)]},
    )
    assert Change.objects.count() == before


def test_a_row_of_another_evaluation_is_not_taken(hall):
    evaluation = hall.at("draft")
    other = make_hall(code="888888").at("draft")
    theirs = NarrativeSection.objects.create(evaluation=other, kind="efforts", order=1, body="本文")
    with pytest.raises(StaleRow):
        write(evaluation, [Section("efforts", "", "奪う", theirs.pk)])
    theirs.refresh_from_db()
    assert theirs.body == "本文"
    assert stored_version(evaluation) == 1


def stored_version(evaluation: Evaluation) -> int:
    return Evaluation.objects.get(pk=evaluation.pk).version


# --- the list of stages ---


def rows_of(hall: Hall) -> list[tuple[EvaluationStage, StageRow]]:
    return [(one, one.row()) for one in hall.stages.values()]


def test_stages_are_renamed_reordered_dated_added_and_left_out(hall):
    rows = rows_of(hall)
    draft, chief, bureau, check, _, *rest = rows
    wanted = [
        (draft[0], replace(draft[1], due_on=DAY)),
        bureau,
        (chief[0], replace(chief[1], name="部長確認")),
        (None, StageRow("財政課確認", "confirm", "planning")),
        check,
        *rest,
    ]
    put_stages(hall.cycle, wanted, version=hall.cycle.version, by=hall.by("jimukyoku"))
    names = list(EvaluationStage.objects.order_by("order").values_list("order", "name"))
    assert names[:5] == [
        (1, "所管課作成"),
        (2, "局取りまとめ・局長確認"),
        (3, "部長確認"),
        (4, "財政課確認"),
        (5, "事務局点検"),
    ]
    assert "委員会審議" not in {name for _, name in names}
    assert EvaluationStage.objects.get(key="draft").due_on == DAY
    assert hall.cycle.version == 3
    assert Change.objects.filter(field="name", old="課長確認", new="部長確認", who_name="企画 三郎").exists()


def test_a_list_that_cannot_work_changes_nothing(hall):
    wanted = [one for one in rows_of(hall) if one[0].key != "settle"]
    with pytest.raises(RefusedError, match="「評価結果の決定」に当たる段階がありません。"):
        put_stages(hall.cycle, wanted, version=hall.cycle.version, by=COMMAND)
    assert len(hall.stages) == 10


@pytest.mark.parametrize("meaning", ["ruling", "publish"])
def test_nothing_is_decided_or_published_by_moving_the_stage_where_it_stands(hall, meaning):
    evaluation = hall.at("ruling")
    rows = [
        (one, one.row()) for one in hall.stages.values() if one.key not in {"ruling", "publish", "response"}
    ]
    place = [one.key for one, _ in rows].index("settle") + 1
    ruling = hall.stages["ruling"]
    moved = [*rows[:place], (ruling, replace(ruling.row(), meaning=meaning)), *rows[place:]]
    with pytest.raises(RefusedError, match="「庁議・市長決裁」にある評価が"):
        put_stages(hall.cycle, moved, version=hall.cycle.version, by=COMMAND)
    hall.cycle.refresh_from_db()
    evaluation.delete()
    put_stages(hall.cycle, moved, version=hall.cycle.version, by=COMMAND)


def test_a_stage_where_something_stands_is_not_left_out(hall):
    evaluation = hall.at("chief")
    wanted = [one for one in rows_of(hall) if one[0].key != "chief"]
    with pytest.raises(RefusedError, match="「課長確認」には1件の評価があるため、外せません"):
        put_stages(hall.cycle, wanted, version=hall.cycle.version, by=COMMAND)
    hall.cycle.refresh_from_db()
    hand_on(evaluation, version=1, by=COMMAND, basis=BASIS)
    put_stages(hall.cycle, wanted, version=hall.cycle.version, by=COMMAND)
    step = StageStep.objects.get()
    assert (step.from_stage, step.from_name) == (None, "課長確認")


def test_two_who_put_down_stages_do_not_overwrite_each_other(hall):
    rows = rows_of(hall)
    put_stages(hall.cycle, rows, version=2, by=COMMAND)
    with pytest.raises(StaleRow):
        put_stages(hall.cycle, rows, version=2, by=COMMAND)


@pytest.mark.parametrize(
    ("field", "value"), [("meaning", "publish"), ("name", "課長確認"), ("role", "committee")]
)
def test_a_stage_that_does_not_fit_is_refused_wherever_it_comes_from(hall, field, value):
    stage = hall.stages["draft" if field == "meaning" else "check"]
    setattr(stage, field, value)
    with pytest.raises(ValidationError):
        stage.clean()
