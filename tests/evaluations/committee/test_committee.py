"""The committee: who asks and judges, what the city answers, what the next cycle still shows, and who sets it up."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Post
from evaluations.committee.actions.deliberating import Voice, answer, ask, respond, state_opinion
from evaluations.committee.actions.reviews import (
    Arrangement,
    arrange_reviews,
    put_default_points,
    put_review_points,
)
from evaluations.committee.models import (
    OpinionResponse,
    Review,
    ReviewAnswer,
    ReviewMember,
    ReviewOpinion,
    ReviewPoint,
    ReviewQuestion,
    ReviewRemark,
)
from evaluations.committee.opinion_scale import DEFAULT_POINTS, OPINIONS, OUR_DEFAULT
from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.decision import Basis
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import StageStep
from indicators.models import RatingLevel
from kpi_tracker.pages.evaluation.actions import hand_on
from store.actions.rows import RefusedError, StaleRow
from store.models import Change
from tests.evaluations.hall import COMMAND, Hall, hidden, make_hall
from tests.factories import make_cycle, make_evaluation, make_node, make_period, make_person_in_post
from tests.reading import read

pytestmark = pytest.mark.django_db
BASIS = Basis("A", "Ⅰ", (), {})


@pytest.fixture
def hall() -> Hall:
    """A hall whose cycle has points and a scale of opinions."""
    made = make_hall()
    put_default_points(made.cycle, version=made.cycle.version, by=COMMAND)
    return made


def send(hall: Hall, who: str, verb: str, **fields: Any) -> Any:
    client = hall.client(who)
    return client.post(hall.address(), {"verb": verb, **hidden(client, hall.address()), **fields})


def shown(hall: Hall, who: str = "tanto") -> str:
    return str(
        read(hall.client(who).get(hall.address())).one("section", **{"aria-labelledby": "committee"}).text
    )


def level(symbol: str = "概") -> RatingLevel:
    return RatingLevel.objects.get(scale__key="committee-opinion", symbol=symbol)


def judged(hall: Hall, **fields: Any) -> ReviewOpinion:
    """Return an opinion on the evaluation of the hall's measure."""
    evaluation = hall.at("committee", is_reviewed=True, **fields)
    return ReviewOpinion.objects.create(
        evaluation=evaluation, level=level(), text="説明を加えること。", by_name="委員 四郎"
    )


def test_a_question_its_answer_an_opinion_and_the_citys_word_stand_in_order(hall):
    hall.at("committee", is_reviewed=True, progress="A", direction="Ⅰ")
    before = Evaluation.objects.values("progress", "direction", "stage").get()
    assert send(hall, "iin", "ask", ask_text="なぜＡか。").status_code == 302
    question = ReviewQuestion.objects.get()
    assert "未回答" in shown(hall)
    answered = send(hall, "tanto", "answer", answer_to=question.pk, answer_text="目標に達したため。")
    assert answered.status_code == 302
    point = ReviewPoint.objects.get(order=1)
    stated = {"opinion_level": "概", "opinion_text": "おおむねよい。", f"remark_{point.pk}": "目標は低い。"}
    assert send(hall, "iin", "opinion", **stated).status_code == 302
    opinion = ReviewOpinion.objects.get()
    reply = {"response_to": opinion.pk, "response_status": "doing", "response_text": "見直します。"}
    assert send(hall, "tanto", "respond", **reply).status_code == 302
    text = shown(hall)
    places = [
        text.index(one)
        for one in ("なぜＡか。", "目標に達したため。", "おおむねよい。", "目標は低い。", "見直します。")
    ]
    assert places == sorted(places)
    assert "対応中" in text
    assert "代理入力" not in text
    assert (question.by_name, question.post) == ("委員 四郎", "企画調整課 委員")
    assert ReviewAnswer.objects.get().post == "環境政策課 担当者"
    assert Evaluation.objects.values("progress", "direction", "stage").get() == before
    assert Change.objects.filter(model="evaluations.reviewopinion", who_name="委員 四郎").exists()


def test_what_the_office_enters_for_a_member_says_so_wherever_it_is_shown(hall):
    evaluation = hall.at("committee", is_reviewed=True)
    member = f"p{hall.people['iin'].pk}"
    assert send(hall, "jimukyoku", "ask", ask_speaker=member, ask_text="なぜか。").status_code == 302
    opinion = {"opinion_speaker": member, "opinion_level": "妥", "opinion_text": ""}
    assert send(hall, "jimukyoku", "opinion", **opinion).status_code == 302
    kept = ReviewQuestion.objects.get()
    assert (kept.by, kept.by_name, kept.entered_by) == (
        hall.people["iin"],
        "委員 四郎",
        hall.people["jimukyoku"],
    )
    assert shown(hall).count("委員 四郎（事務局代理入力）") == 2
    page = hall.client("tanto").get(f"/evaluations/committee/?{hall.query}").content.decode()
    assert "事務局代理入力" in page
    # the member's own words afterwards are no entry by proxy any more
    assert send(hall, "iin", "opinion", opinion_level="妥").status_code == 302
    assert not ReviewOpinion.objects.get(evaluation=evaluation).is_by_proxy


def test_an_opinion_may_be_said_anew_and_its_remarks_with_it(hall):
    opinion = judged(hall)
    first, second = ReviewPoint.objects.all()[:2]
    ReviewRemark.objects.create(opinion=opinion, point=first, text="古い")
    said = {"opinion_level": "再", "opinion_text": "再検討を。", f"remark_{second.pk}": "新しい"}
    assert send(hall, "iin", "opinion", **said).status_code == 302
    assert ReviewOpinion.objects.get().level.symbol == "再"
    assert list(ReviewRemark.objects.values_list("point", "text")) == [(second.pk, "新しい")]
    old = Change.objects.filter(model="evaluations.reviewopinion", field="text").values_list("old", flat=True)
    assert "説明を加えること。" in old


def test_an_opinion_other_than_the_first_of_its_scale_needs_words(hall):
    hall.at("committee", is_reviewed=True)
    answer = send(hall, "iin", "opinion", opinion_level="再", opinion_text="")
    assert answer.status_code == 422
    assert "「再検討を求める」とした理由・意見を入力してください。" in answer.content.decode()
    assert not ReviewOpinion.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"), [("あ" * 20_001, "20000"), ("本文\u202e", "U+202E"), (" ", "質問を入力してください。")]
)
def test_a_wrong_question_stays_beside_its_message(hall, text, said):
    hall.at("committee", is_reviewed=True)
    answer = send(hall, "iin", "ask", ask_text=text)
    assert answer.status_code == 422
    assert said in answer.content.decode().replace(",", "")
    assert not ReviewQuestion.objects.exists()


def test_a_stale_page_tells_what_changed_and_keeps_what_was_typed(hall):
    hall.at("committee", is_reviewed=True)
    client = hall.client("iin")
    old = hidden(client, hall.address())
    assert send(hall, "jimukyoku", "ask", ask_speaker="committee", ask_text="先の質問").status_code == 302
    answer = client.post(hall.address(), {"verb": "ask", **old, "ask_text": "後の質問"})
    assert answer.status_code == 409
    page = read(answer)
    assert "先の質問" in page.one("section", **{"aria-labelledby": "conflict"}).text
    assert page.one("textarea", name="ask_text").text == "後の質問"
    twice = {"verb": "ask", **hidden(client, hall.address()), "ask_text": "後の質問"}
    assert [client.post(hall.address(), twice).status_code for _ in range(2)] == [302, 302]
    assert list(ReviewQuestion.objects.values_list("number", "text")) == [(1, "先の質問"), (2, "後の質問")]


def test_the_stage_is_left_with_open_points_only_for_a_reason_that_is_kept(hall):
    evaluation = hall.at("committee", is_reviewed=True)
    ReviewQuestion.objects.create(evaluation=evaluation, number=1, text="なぜか。")
    answer = send(hall, "jimukyoku", "hand_on", why_open="")
    assert answer.status_code == 422
    assert "質問1に、まだ回答がありません。" in answer.content.decode()
    assert "委員会の意見が、まだ記録されていません。" in answer.content.decode()
    assert not StageStep.objects.exists()
    assert send(hall, "jimukyoku", "hand_on", why_open="次回に審議するため").status_code == 302
    assert StageStep.objects.get().reason == (
        "次回に審議するため\n質問1に、まだ回答がありません。\n委員会の意見が、まだ記録されていません。"
    )


def test_with_answers_and_an_opinion_the_stage_is_left_without_a_word(hall):
    opinion = judged(hall)
    evaluation = opinion.evaluation
    hand_on(evaluation, version=1, by=COMMAND, basis=BASIS)
    assert StageStep.objects.get().reason == ""


def test_no_word_of_the_committee_is_taken_outside_its_stage_or_on_what_it_does_not_review(hall):
    evaluation = hall.at("check", is_reviewed=True)
    for stage, reviewed in (("check", True), ("ruling", True), ("committee", False)):
        Evaluation.objects.update(stage=hall.stages[stage], is_reviewed=reviewed)
        evaluation = Evaluation.objects.get()
        with pytest.raises(RefusedError, match="委員会審議"):
            ask(evaluation, "なぜか。", Voice("委員"), version=1, by=COMMAND)
        with pytest.raises(RefusedError, match="委員会審議"):
            state_opinion(evaluation, level(), "", {}, Voice("委員"), version=1, by=COMMAND)
    assert not ReviewQuestion.objects.exists()


def next_cycle(hall: Hall, *, succeeds: bool) -> Evaluation:
    """Return the evaluation of the same measure in a later cycle, or of the one that succeeds it in the next plan."""
    if not succeeds:
        year = hall.cycle.last_year + 1
        cycle = make_cycle(period=hall.cycle.period, key="next", first_year=year, last_year=year)
        return make_evaluation(cycle=cycle, node=hall.node)
    plan = hall.cycle.period.plan
    first = hall.cycle.period.last_year + 1
    period = make_period(plan=plan, number=2, first_year=first, last_year=first + 3)
    node = make_node(period=period, department=hall.department, code="7", succeeds=[hall.node])
    return make_evaluation(cycle=make_cycle(period=period, key="next"), node=node)


@pytest.mark.parametrize("succeeds", [False, True])
def test_an_opinion_goes_on_into_the_next_cycle_with_its_state_and_is_brought_up_to_date_there(
    hall, succeeds
):
    opinion = judged(hall)
    OpinionResponse.objects.create(opinion=opinion, number=1, status="doing", text="検討します。")
    later = next_cycle(hall, succeeds=succeeds)
    period = later.cycle.period
    address = f"/evaluations/{later.node.address}/?plan=999999&period={period.number}&cycle=next"
    client = hall.client("tanto")
    page = read(client.get(address)).one("section", **{"aria-labelledby": "committee"})
    assert "これまでの意見と対応状況" in page.text
    assert "説明を加えること。" in page.text
    assert "対応中" in page.text
    form = {"response_to": opinion.pk, "response_status": "done", "response_text": "様式を改めました。"}
    answer = client.post(address, {"verb": "respond", **hidden(client, address), **form})
    assert answer.status_code == 302
    assert list(opinion.responses.values_list("number", "status")) == [(1, "doing"), (2, "done")]
    assert "対応済" in shown(hall)
    assert "検討します。" in shown(hall)
    assert Evaluation.objects.get(pk=opinion.evaluation_id).version == 2


def test_members_assigned_to_a_cycle_read_all_of_it_and_judge_their_own_and_others_get_404(hall):
    second = make_node(period=hall.node.period, department=hall.department, code="2")
    own, other = hall.at("committee", is_reviewed=True), hall.at("committee", node=second, is_reviewed=True)
    hall.people["second"] = make_person_in_post(
        "committee", Post.objects.get(person=hall.people["iin"]).department
    )
    hall.people["third"] = make_person_in_post(
        "committee", Post.objects.get(person=hall.people["iin"]).department
    )
    for evaluation, who in ((own, "iin"), (other, "second")):
        review = Review.objects.create(evaluation=evaluation)
        ReviewMember.objects.create(review=review, person=hall.people[who], name=who)
    client = hall.client("iin")
    assert "ask_text" in client.get(hall.address()).content.decode()
    page = client.get(hall.address(second))
    assert page.status_code == 200
    assert "ask_text" not in page.content.decode()
    sent = {"verb": "ask", **hidden(client, hall.address()), "version": 1, "ask_text": "なぜか。"}
    assert client.post(hall.address(second), sent).status_code == 403
    for address in (hall.address(), f"/evaluations/?{hall.query}", f"/evaluations/committee/?{hall.query}"):
        assert hall.client("third").get(address).status_code == 404
    assert hall.client("iin").get(f"/evaluations/committee/?{hall.query}").status_code == 200


def committee_page(hall: Hall) -> str:
    return f"/evaluations/committee/?{hall.query}"


def arranged(hall: Hall, picked: list[Evaluation], **fields: Any) -> dict[str, Any]:
    client = hall.client("jimukyoku")
    versions = {f"version_{one.pk}": one.version for one in picked}
    once = hidden(client, committee_page(hall))["once"]
    return {"do": "arrange", "once": once, "pick": [one.pk for one in picked], **versions, **fields}


def test_the_office_sets_up_many_measures_at_once(hall):
    second = make_node(period=hall.node.period, code="2")
    picked = [hall.at("check"), hall.at("draft", node=second)]
    iin = hall.people["iin"]
    form = {
        "reviewed": "yes",
        "panel": "第1部会",
        "held_on": "2024-07-10",
        "sets_members": "on",
        "members": [iin.pk],
    }
    client = hall.client("jimukyoku")
    assert client.post(committee_page(hall), arranged(hall, picked, **form)).status_code == 302
    reviews = Review.objects.values_list("panel", "held_on", "members__person", "members__name")
    assert list(reviews) == [("第1部会", date(2024, 7, 10), iin.pk, "委員 四郎")] * 2
    assert Evaluation.objects.filter(is_reviewed=True).count() == 2
    # what is left empty stays; all or nothing where a row is stale
    picked = list(Evaluation.objects.order_by("pk"))
    Evaluation.objects.filter(pk=picked[1].pk).update(version=99)
    answer = client.post(committee_page(hall), arranged(hall, picked, panel="第2部会"))
    assert answer.status_code == 409
    assert 'value="第2部会"' in answer.content.decode()
    assert set(Review.objects.values_list("panel", flat=True)) == {"第1部会"}
    picked = list(Evaluation.objects.order_by("pk"))
    assert client.post(committee_page(hall), arranged(hall, picked, panel="第2部会")).status_code == 302
    assert set(Review.objects.values_list("panel", "held_on")) == {("第2部会", date(2024, 7, 10))}


def test_a_form_of_the_office_that_cannot_be_kept_says_why_and_writes_nothing(hall):
    client = hall.client("jimukyoku")
    row = hall.at("check")
    for fields, said in (
        ({"panel": "第1部会"}, "審議対象ではないため"),
        ({"reviewed": "yes", "panel": "部\u202e会"}, "U+202E"),
        ({"members": [hall.people["iin"].pk]}, "ここにも印を付けてください"),
    ):
        answer = client.post(committee_page(hall), arranged(hall, [row], **fields))
        assert answer.status_code == 422
        assert said in answer.content.decode()
    answer = client.post(committee_page(hall), arranged(hall, [], panel="第1部会"))
    assert "設定する対象を一つ以上選んでください。" in answer.content.decode()
    broken = arranged(hall, [row], panel="第1部会")
    del broken[f"version_{row.pk}"]
    assert client.post(committee_page(hall), broken).status_code == 400
    assert client.post(committee_page(hall), {"do": "nonsense", "once": "k" * 32}).status_code == 400
    assert not Review.objects.exists()


def test_the_points_are_data_and_keep_what_was_said_about_them(hall):
    assert list(ReviewPoint.objects.values_list("text", flat=True)) == list(DEFAULT_POINTS)
    assert set(ReviewPoint.objects.values_list("source", flat=True)) == {OUR_DEFAULT}
    levels = RatingLevel.objects.filter(scale__opinion_cycles=hall.cycle).order_by("order")
    assert list(levels.values_list("label", flat=True)) == [one[1] for one in OPINIONS]
    point = ReviewPoint.objects.get(order=2)
    ReviewRemark.objects.create(opinion=judged(hall), point=point, text="不十分")
    cycle = EvaluationCycle.objects.get()
    texts = [DEFAULT_POINTS[3], "実績の説明は足りるか", "新しい着眼点"]
    put_review_points(cycle, texts, cycle.opinion_scale, version=cycle.version, by=COMMAND)
    assert list(ReviewPoint.objects.values_list("text", flat=True)) == texts
    assert ReviewRemark.objects.get().point.text == "実績の説明は足りるか"
    with pytest.raises(RefusedError, match="外せません"):
        put_review_points(cycle, [DEFAULT_POINTS[3]], cycle.opinion_scale, version=cycle.version, by=COMMAND)
    cycle = EvaluationCycle.objects.get()
    with pytest.raises(RefusedError, match="意見の区分は変更できません"):
        put_review_points(cycle, texts, None, version=cycle.version, by=COMMAND)


def test_who_reaches_the_committees_page_and_who_sets_it_up(hall):
    hall.at("committee", is_reviewed=True)
    for who in (*hall.people, "nobody"):
        client = hall.client(who)
        expected = 302 if who == "nobody" else 404 if who in {"other city", "left"} else 200
        assert client.get(committee_page(hall)).status_code == expected, who
        before = Change.objects.count()
        form = {"do": "points", "version": 99, "once": "k" * 30 + "-" + "x", "points": "別", "scale": ""}
        answer = client.post(committee_page(hall), form)
        keeps = who in {"jimukyoku", "root"}
        assert answer.status_code == (409 if keeps else 403 if expected == 200 else expected), who
        assert Change.objects.count() == before


def test_the_committees_page_and_the_evaluation_cost_the_same_for_many_rows(hall):
    def cost(address: str) -> int:
        client = hall.client("jimukyoku")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def fill(node: Any) -> None:
        """Add another question, answer and reply to the node's evaluation, which is begun if there is none."""
        evaluation = Evaluation.objects.filter(node=node).first()
        if evaluation is None:
            evaluation = hall.at("committee", node=node, is_reviewed=True)
            ReviewMember.objects.create(review=Review.objects.create(evaluation=evaluation), name="委員")
            ReviewOpinion.objects.create(evaluation=evaluation, level=level())
        number = evaluation.questions.count() + 1
        question = ReviewQuestion.objects.create(evaluation=evaluation, number=number, text="なぜか。")
        ReviewAnswer.objects.create(question=question, number=1, text="こうです。")
        OpinionResponse.objects.create(
            opinion=evaluation.opinion, number=number, status="doing", text="進めます。"
        )

    fill(hall.node)
    few = cost(committee_page(hall)), cost(hall.address())
    for code in (2, 3, 4):
        fill(make_node(period=hall.node.period, code=str(code), department=hall.department))
        fill(hall.node)
    assert (cost(committee_page(hall)), cost(hall.address())) == few


def test_every_verb_refuses_a_stale_version(hall):
    opinion = judged(hall, version=4)
    evaluation = opinion.evaluation
    question = ReviewQuestion.objects.create(evaluation=evaluation, number=1, text="なぜか。")
    for verb in (
        lambda: ask(evaluation, "次", Voice("委員"), version=3, by=COMMAND),
        lambda: answer(evaluation, question, "答", version=3, by=COMMAND),
        lambda: state_opinion(evaluation, level("妥"), "", {}, Voice("委員"), version=3, by=COMMAND),
        lambda: respond(evaluation, opinion, "done", "済", version=3, by=COMMAND),
        lambda: arrange_reviews([evaluation], {evaluation.pk: 3}, Arrangement(panel="部会"), by=COMMAND),
    ):
        with pytest.raises(StaleRow):
            verb()
    assert (ReviewQuestion.objects.count(), ReviewAnswer.objects.count(), Review.objects.count()) == (1, 0, 0)
