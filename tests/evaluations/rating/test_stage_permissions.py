"""Who may do what at which stage: every meaning × role × action, and who reaches which page."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.rules import Role, may_act
from evaluations.committee.actions.reviews import put_default_points
from evaluations.committee.models import ReviewOpinion, ReviewQuestion
from evaluations.committee.scorecards.deliberation import read_committee
from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.stages import ACTING, DEFAULT_STAGES, Meaning
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage, StageStep
from evaluations.rating.scorecards.scope import Answering, CycleScope
from indicators.models import RatingLevel
from kpi_tracker.pages.evaluation.page import rights_of
from kpi_tracker.pages.evaluation.verbs import VERBS
from store.models import Change
from tests.evaluations.hall import COMMAND, Hall, hidden, make_hall
from tests.factories import make_node
from tests.scenery import read_only

pytestmark = pytest.mark.django_db

# who acts at a stage of each role: of its own department, of another bureau, of another city, and without one
ACTS: Final = {
    Role.STAFF: {"tanto", "kacho", "root"},
    Role.CHIEF: {"kacho"},
    Role.BUREAU: {"kyoku"},
    Role.PLANNING: {"jimukyoku", "root"},
    Role.COMMITTEE: set(),
    Role.SYSTEM: set(),
}
# what may be done at a stage by whose turn it is; the 事務局 chooses what is reviewed until the committee has it
DONE: Final = {
    None: {"begin"},
    "draft": {"texts", "decide", "hand_on"},
    "chief": {"hand_on", "send_back"},
    "bureau": {"hand_on", "send_back"},
    "check": {"texts", "decide", "hand_on", "send_back"},
    "committee": {"hand_on", "send_back"},
    "ruling": {"hand_on", "send_back"},
    "settle": {"decide", "hand_on", "send_back"},
    "report": {"hand_on", "send_back"},
    "publish": {"hand_on", "send_back"},
    "response": set(),
}
BEFORE_COMMITTEE: Final = {"draft", "chief", "bureau", "check"}
FORMS: Final = {
    "begin": {},
    "texts": {"reason_group": "progress", "reason_pk": "", "reason_order": "1", "reason_body": "達成した。"},
    "decide": {"progress": "A", "direction": "Ⅰ", "difference_reason": ""},
    "hand_on": {"decided_on": "2024-07-01", "document_number": "第5号", "why_open": "次回に審議する。"},
    "send_back": {"target": "draft", "reason": "直してください。"},
    "review": {},
    "ask": {"ask_speaker": "committee", "ask_text": "なぜＡか。"},
    "answer": {"answer_text": "目標に達したため。"},
    "opinion": {"opinion_speaker": "committee", "opinion_level": "妥"},
    "respond": {"response_status": "doing", "response_text": "改めます。"},
}
# the committee adds words at its own stage; the city answers it wherever there is something to answer
SPEAKERS: Final = {"iin", "jimukyoku", "root"}
REPLIERS: Final = {"tanto", "kacho", "jimukyoku", "root"}
TOKEN: Final = re.compile(r'name="(?:csrfmiddlewaretoken|once)" value="[^"]*"')


@pytest.fixture
def _django_db_helper() -> None:
    """Keep the database open from test to test: see tests/scenery.py."""


@pytest.fixture(scope="module")
def hall(django_db_setup: None, django_db_blocker: Any) -> Iterator[Hall]:
    with read_only(django_db_blocker):
        yield make_hall()


@pytest.fixture(scope="module")
def clients(hall: Hall) -> dict[str, Client]:
    return {who: hall.client(who) for who in (*hall.people, "nobody")}


def test_the_table_knows_every_meaning_every_verb_and_every_person(hall):
    assert {row.meaning for row in DEFAULT_STAGES} == set(Meaning)
    assert set(DONE) == {None, *(row.key for row in DEFAULT_STAGES)}
    assert set(FORMS) == set(VERBS)
    assert set().union(*ACTS.values()) <= set(hall.people)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("has_department", [True, False])
def test_who_acts_at_a_stage_of_a_role(hall, role, has_department):
    stage, today = EvaluationStage(role=role), timezone.localdate()
    owned = Answering(hall.department if has_department else None, "999999")
    expected = ACTS[role] if has_department else ACTS[Role.PLANNING] if role in ACTING else set()
    acting = {who for who, person in hall.people.items() if may_act(person, stage, owned, today)}
    assert acting == expected
    assert not may_act(None, stage, owned, today)


def expected_rights(who: str, key: str | None) -> set[str]:
    """Return the verbs that the tables above give somebody at a stage."""
    role = next(row.role for row in DEFAULT_STAGES if row.key == (key or "draft"))
    found = set(DONE[key]) if who in ACTS[Role(role)] else set()
    found |= {"ask", "opinion"} if key == "committee" and who in SPEAKERS else set()
    found |= {"answer", "respond"} if key is not None and who in REPLIERS else set()
    return found | ({"review"} if key in BEFORE_COMMITTEE and who in ACTS[Role.PLANNING] else set())


@pytest.mark.parametrize("key", DONE)
def test_what_everybody_may_do_at_a_stage_and_what_their_form_does(hall, clients, key):
    """Forms are sent as well, and only those write whose turn it is: by each what they may, and others in turn.

    From stage to stage everybody who reads it sends two others, so that each sends every verb before the last.
    """
    with transaction.atomic():
        # at the committee's stage it is one that is reviewed
        evaluation = hall.at(key, progress="A", direction="Ⅰ", is_reviewed=key == "committee")
        said = committee_said(evaluation) if key is not None else {}
        for who, person in hall.people.items():
            owned, asked = Answering(hall.department, "999999"), scope_of(hall, person)
            committee = read_committee(asked, hall.node, evaluation, owned).rights
            rights = rights_of(asked, evaluation, owned, committee)
            page: Any = SimpleNamespace(rights=rights)
            assert {name for name, verb in VERBS.items() if verb.may(page)} == expected_rights(who, key), who
        for place, (who, client) in enumerate(clients.items(), list(DONE).index(key)):
            in_turn = [list(VERBS)[(place + step) % len(VERBS)] for step in (0, 5)]
            for verb in {*expected_rights(who, key), *(in_turn if reads(who, key) else in_turn[:1])}:
                assert_answered(hall, client, who, key, verb, said=said)
        transaction.set_rollback(True)


def committee_said(evaluation: Evaluation) -> dict[str, dict[str, str]]:
    """Add a question and an opinion, and return what the forms that answer them name."""
    cycle = EvaluationCycle.objects.get(pk=evaluation.cycle_id)
    put_default_points(cycle, version=cycle.version, by=COMMAND)
    question = ReviewQuestion.objects.create(evaluation=evaluation, number=1, text="なぜか。")
    level = RatingLevel.objects.get(scale__opinion_cycles=cycle, symbol="妥")
    opinion = ReviewOpinion.objects.create(evaluation=evaluation, level=level)
    return {"answer": {"answer_to": str(question.pk)}, "respond": {"response_to": str(opinion.pk)}}


def scope_of(hall: Hall, person: Any) -> CycleScope:
    plan = hall.cycle.period.plan
    scope: Any = SimpleNamespace(plan=plan, today=timezone.localdate())
    return CycleScope(person, scope, hall.cycle, [hall.cycle], list(hall.stages.values()), is_staff=True)


def reads(who: str, key: str | None) -> bool:
    """Tell whether somebody sees the evaluation: staff of its city always, 委員 from the committee's stage on."""
    if who == "iin":
        keys = [row.key for row in DEFAULT_STAGES]
        return key is not None and keys.index(key) >= keys.index("committee")
    return who not in {"nobody", "other city", "left"}


def assert_answered(
    hall: Hall, client: Client, who: str, key: str | None, verb: str, *, said: dict[str, dict[str, str]]
) -> None:
    """Send the verb's form, and hold the answer and what was written against the tables."""
    form = {"verb": verb, "version": 1, "once": "k" * 32, "query": hall.query, **FORMS[verb]}
    form |= said.get(verb, {})
    if verb == "decide":  # it carries what was shown to decide on
        form |= {name: text for name, text in hidden(client, hall.address()).items() if name == "basis"}
    if who == "iin":
        form |= {"ask_speaker": "own", "opinion_speaker": "own"}
    with transaction.atomic():
        before = (Change.objects.count(), StageStep.objects.count())
        answer = client.post(hall.address(), form)
        wrote = (Change.objects.count(), StageStep.objects.count()) != before
        client.cookies.pop("messages", None)
        transaction.set_rollback(True)
    allowed = reads(who, key) and verb in expected_rights(who, key)
    to_login = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    status = 302 if who == "nobody" or allowed else 403 if reads(who, key) else 404
    assert answer.status_code == status, (who, key, verb)
    assert to_login == (who == "nobody")
    assert wrote == allowed, (who, key, verb)


@pytest.mark.parametrize("key", [*DONE, "no row"])
def test_who_reads_an_evaluation_and_nobody_can_tell_a_hidden_one_from_a_missing_one(hall, clients, key):
    with transaction.atomic():
        if key != "no row":
            hall.at(key, is_reviewed=key == "committee")
        for who, client in clients.items():
            answer = client.get(hall.address())
            seen = reads(who, None if key == "no row" else key)
            assert answer.status_code == (302 if who == "nobody" else 200 if seen else 404), who
            if answer.status_code == 404:
                missing = client.get(hall.address().replace("/1/", "/9-9/"))
                assert TOKEN.sub("", answer.content.decode()).replace("/1/", "/9-9/").replace(
                    "%2F1%2F", "%2F9-9%2F"
                ) == TOKEN.sub("", missing.content.decode())
        transaction.set_rollback(True)


def test_who_reaches_the_board_and_the_list_of_stages(hall, clients):
    board, stages = f"/evaluations/?{hall.query}", f"/evaluations/cycles/mid/stages/?{hall.query}"
    for who, client in clients.items():
        stranger = who in {"other city", "left"}
        expected = 302 if who == "nobody" else 404 if stranger else 200
        assert client.get(board).status_code == expected, who
        keeps = who in {"jimukyoku", "root"}
        listed = 302 if who == "nobody" else 404 if stranger or who == "iin" else 200 if keeps else 403
        assert client.get(stages).status_code == listed, who
        form = {"version": 2, "once": "k" * 32, "default": "1"}
        with transaction.atomic():
            before = Change.objects.count()
            answer = client.post(stages, form)
            assert answer.status_code == (302 if keeps else listed), who
            assert keeps or Change.objects.count() == before
            transaction.set_rollback(True)


def test_an_address_without_a_plan_shows_the_own_city_and_no_other(hall, clients):
    other = make_hall(code="888888", is_published=True)
    page = clients["tanto"].get("/evaluations/").content.decode()
    assert hall.cycle.period.plan.municipality in page
    assert clients["tanto"].get(other.address()).status_code == 404
    assert clients["tanto"].get(f"/evaluations/?{other.query}").status_code == 404
    assert clients["tanto"].get(f"/evaluations/?{hall.query}-no-such").status_code == 404


def test_a_member_sees_on_the_board_only_what_came_before_the_committee(hall, clients):
    with transaction.atomic():
        second = make_node(period=hall.node.period, code="2", name="まだ見せない施策")
        hall.at("check", node=second)
        committee_said(hall.at("committee", is_reviewed=True))
        shown = {
            who: clients[who].get(f"/evaluations/?{hall.query}").content.decode() for who in ("iin", "tanto")
        }
        assert "まだ見せない施策" in shown["tanto"]
        assert "まだ見せない施策" not in shown["iin"]
        assert hall.node.name in shown["iin"]
        # a member may ask and state an opinion, and nothing else
        sent = re.findall(r'name="verb" value="(\w+)"', page_of(hall, clients["iin"]))
        assert set(sent) == {"ask", "opinion"}
        transaction.set_rollback(True)


def page_of(hall: Hall, client: Client) -> str:
    return client.get(hall.address()).content.decode()


@pytest.mark.parametrize("missing", ["version", "once", "verb"])
def test_a_form_without_its_version_key_or_verb_is_refused(hall, clients, missing):
    with transaction.atomic():
        hall.at("draft")
        form = {"verb": "hand_on", **hidden(clients["tanto"], hall.address())}
        del form[missing]
        assert clients["tanto"].post(hall.address(), form).status_code == 400
        assert not StageStep.objects.exists()
        transaction.set_rollback(True)
