"""A city in which every form of the application stands open before somebody: for tests about all of them."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from desk.models import Draft
from evaluations.committee.actions.reviews import put_default_points
from evaluations.committee.models import ReviewOpinion, ReviewQuestion
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.redline.models import Comment, Proposal, WordingRule
from evaluations.sheets.actions import enter_sheet
from indicators.models import EntryRound, Indicator, RatingLevel, RatingScale
from store.actions.loading.reading import Entry
from store.actions.loading.undoing import Source, load_from
from tests.city import CITY
from tests.entry.sheet_office import WHOLE
from tests.evaluations.hall import COMMAND, Hall, make_hall
from tests.factories import (
    make_cycle,
    make_indicator,
    make_node,
    make_person_in_post,
    make_profile,
    make_project,
    make_result,
    make_round,
    make_sheet_request,
)

YEAR: Final = 2022
ROLES: Final = {
    "tanto": "staff",
    "kacho": "chief",
    "kyoku": "bureau",
    "jimukyoku": "planning",
    "iin": "committee",
    "kanri": "system",
}
OLD: Final = "窓口を一つ開いた。"


@dataclass(slots=True)
class FormCity:
    """Who is in the city, by role, and a colleague of each in the same post."""

    hall: Hall
    people: dict[str, Person]
    colleagues: dict[str, Person]
    round: EntryRound  # the open one
    closed_round: EntryRound
    owed: Indicator  # of which nobody has entered anything


def make_form_city() -> FormCity:
    """Return the city, with something at every stage of its way."""
    hall = make_hall()
    people = {who: hall.people[who] for who in (*ROLES, "root")}
    colleagues = {
        who: make_person_in_post(role, people[who].posts.get().department, name=f"同僚 {who}")
        for who, role in ROLES.items()
    }
    colleagues["root"] = colleagues["jimukyoku"]
    open_round, closed_round, owed = figures(hall)
    sheets(hall, open_round)
    evaluations(hall)
    settings_of_planning(hall)
    a_load()
    return FormCity(hall, people, colleagues, open_round, closed_round, owed)


def figures(hall: Hall) -> tuple[EntryRound, EntryRound, Indicator]:
    """Figures in every state, in an open round; a closed one; projects that are counted."""
    plan, today = hall.cycle.period.plan, timezone.localdate()
    open_round = make_round(plan=plan, fiscal_year=YEAR)
    closed_round = make_round(
        plan=plan,
        fiscal_year=YEAR + 1,
        opens_on=today - timedelta(days=60),
        due_on=today - timedelta(days=1),
        is_closed=True,
    )
    numbers: dict[str, Any] = {"node": hall.node, "department": hall.department, "baseline": 2}
    numbers |= {"targets": {YEAR: 10}, "results": {YEAR - 1: 4}}
    owed = make_indicator(**numbers, name="まだの指標")
    waiting = make_indicator(**numbers, name="確認を待つ指標")
    make_result(
        indicator=waiting,
        fiscal_year=YEAR,
        total=5,
        entry_state="waiting",
        entered_by=hall.people["tanto"],
        explanation="対象者が減ったため。",
    )
    counted = make_indicator(**numbers, name="数える指標", figure_source="projects")
    make_project(counts_in=counted, name="古い取組", summary=OLD)
    path = reverse("entry:figure", args=(counted.pk, YEAR))
    Draft.objects.create(
        person=hall.people["tanto"],
        path=path,
        body=json.dumps({"total": ["6"]}),
        version=0,
        at=timezone.now(),
    )
    return open_round, closed_round, owed


def sheets(hall: Hall, open_round: EntryRound) -> None:
    """A sheet to write, and one that waits for the 課長."""
    request = make_sheet_request(round=open_round)
    make_node(parent=hall.node, department=hall.department, name="まだの事務事業")
    ready = make_node(parent=hall.node, department=hall.department, name="待つ事務事業")
    enter_sheet(request, ready, WHOLE, version=0, hand_in=True, by=hall.by("tanto"))


def evaluations(hall: Hall) -> None:
    """A measure at each stage where there is something to do, and one that nobody has begun."""
    cycle = hall.cycle
    put_default_points(cycle, version=cycle.version, by=COMMAND)
    cycle.refresh_from_db()
    hall.at("draft")
    for number, key in enumerate((None, "chief", "check", "committee"), 2):
        node = make_node(
            period=hall.node.period, code=str(number), department=hall.department, name=f"施策{key}"
        )
        make_indicator(
            node=node, department=hall.department, targets={2022: 5, 2023: 5}, results={2022: 6, 2023: 7}
        )
        if key is None:
            continue
        evaluation = hall.at(key, node=node, progress="A", direction="Ⅰ", is_reviewed=key == "committee")
        if key == "check":
            talk(hall, evaluation)
        elif key == "committee":
            ReviewQuestion.objects.create(evaluation=evaluation, number=1, text="なぜか。", by_name="委員")
            level = RatingLevel.objects.get(scale=cycle.opinion_scale, order=1)
            ReviewOpinion.objects.create(evaluation=evaluation, level=level, text="妥当")


def talk(hall: Hall, evaluation: Evaluation) -> None:
    """What officers say to each other about its texts: a proposal that is open, and a comment."""
    reason = EvaluationReason.objects.create(evaluation=evaluation, subject="progress", number=1, text=OLD)
    NarrativeSection.objects.create(evaluation=evaluation, kind="background", order=1, body="背景の文。")
    by = hall.by("jimukyoku")
    said = {"evaluation": evaluation, "by": by.person, "by_name": "企画 三郎"}
    Proposal.objects.create(
        **said, reason=reason, label="理由1", field="progress", base=OLD, text="窓口を二つ開いた。"
    )
    Comment.objects.create(**said, field="whole", label="評価の全体", text="確かめてください。")


def settings_of_planning(hall: Hall) -> None:
    """A cycle without stages and points, a line of wording, an edition of rules that no cycle uses yet."""
    other = make_cycle(period=hall.cycle.period, key="other", name="ほかの評価", last_year=YEAR)
    WordingRule.objects.create(local_government_code=CITY, kind="word", pattern="行なう", preferred="行う")
    make_profile(attainment_scale=hall.cycle.profile.attainment_scale, name="ほかの判定基準")
    layer = hall.node.layer
    layer.scales.set(RatingScale.objects.filter(pk__in=[other.progress_scale_id, other.direction_scale_id]))


def a_load() -> None:
    """A file that was loaded and can be taken back."""
    unit = {"local_government_code": CITY, "code": "990000", "name": "読み込んだ課"}
    load_from(
        Source("department.json", "0" * 64),
        [Entry("department.json", 1, "accounts.department", unit)],
        by=COMMAND,
        overwrite=False,
    )
