"""見え消し, comments and the city's list: who proposes, who answers, what is written, and who knows nothing of it."""

import re
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.judgement.stages import DEFAULT_STAGES, Meaning, StageRow
from evaluations.rating.actions.writing import Reason, Section
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.rating.models.stages import StageStep
from evaluations.redline.actions import compiling as actions
from evaluations.redline.models import Comment, Proposal, WordingRule
from evaluations.redline.views.compiling_verbs import VERBS
from kpi_tracker.pages.evaluation.actions import write_texts
from store.actions.rows import RefusedError
from store.models import Change
from tests.evaluations.hall import Hall, hidden, make_hall
from tests.factories import make_node
from tests.reading import read

pytestmark = pytest.mark.django_db

OLD: Final = "窓口を一つ開いた。年に3回行なった。"
NEW: Final = "窓口を二つ開いた。年に4回行なった。"
SEES: Final = {"tanto", "kacho", "kyoku", "jimukyoku", "root"}


@pytest.fixture
def hall() -> Hall:
    return make_hall()


def reason_at(hall: Hall, key: str = "check", text: str = OLD, **fields: Any) -> EvaluationReason:
    """Return a reason of the hall's evaluation, which stands at that stage."""
    evaluation = hall.at(key, **fields)
    return EvaluationReason.objects.create(evaluation=evaluation, subject="progress", number=1, text=text)


def address(hall: Hall) -> str:
    return hall.address().replace("/evaluations/", "/evaluations/compile/", 1)


def send(hall: Hall, who: str, verb: str, **fields: Any) -> Any:
    client = hall.client(who)
    form = {"verb": verb, **hidden(client, address(hall)), **fields}
    return client.post(address(hall), form)


def proposed(hall: Hall, reason: EvaluationReason, text: str = NEW, **fields: Any) -> Proposal:
    """Let the 事務局 propose a text for the reason on the page."""
    answer = send(hall, "jimukyoku", "propose", target=f"reason:{reason.pk}", proposed_text=text, **fields)
    assert answer.status_code == 302
    return Proposal.objects.get(state="open")


def page(hall: Hall, who: str = "tanto") -> str:
    return str(hall.client(who).get(address(hall)).content.decode())


def test_a_proposal_is_shown_as_redlining_and_taken_as_a_whole(hall):
    reason = reason_at(hall)
    proposal = proposed(hall, reason, proposed_note="件数の誤り。")
    assert (proposal.base, proposal.text, proposal.by_name) == (OLD, NEW, "企画 三郎")
    assert proposal.post == "企画調整課 事務局"
    shown = read(hall.client("tanto").get(address(hall))).one("p", class_="redline")
    assert [one.text for one in shown.all("del")] == ["［削除］一［削除終わり］", "［削除］3［削除終わり］"]
    assert [one.text for one in shown.all("ins")] == ["［追加］二［追加終わり］", "［追加］4［追加終わり］"]
    reason.refresh_from_db()
    assert reason.text == OLD
    assert send(hall, "tanto", "answer_proposal", proposal=proposal.pk, all="1").status_code == 302
    reason.refresh_from_db()
    proposal.refresh_from_db()
    assert reason.text == NEW
    assert (proposal.state, proposal.decided_by_name, proposal.result) == ("accepted", "担当 花子", NEW)
    written = Change.objects.get(model="evaluations.evaluationreason", field="text", new=NEW)
    assert (written.who_name, written.why) == ("担当 花子", "見え消しの提案（企画 三郎）を採用")


def test_of_two_changes_one_is_taken_and_the_other_answered(hall):
    reason = reason_at(hall)
    proposal = proposed(hall, reason)
    silent = send(hall, "kacho", "answer_proposal", proposal=proposal.pk, accepted="2")
    assert silent.status_code == 422
    assert "採用しない変更があるときは" in silent.content.decode()
    answer = {"proposal": proposal.pk, "accepted": "2", "answer": "窓口は一つです。"}
    assert send(hall, "kacho", "answer_proposal", **answer).status_code == 302
    reason.refresh_from_db()
    proposal.refresh_from_db()
    assert reason.text == "窓口を一つ開いた。年に4回行なった。"
    assert (proposal.state, proposal.refused, proposal.answer) == ("partly", "1", "窓口は一つです。")
    assert "窓口は一つです。" in page(hall, "jimukyoku")


def test_nothing_is_taken_and_the_text_stays(hall):
    reason = reason_at(hall)
    proposal = proposed(hall, reason)
    nothing = send(hall, "tanto", "answer_proposal", proposal=proposal.pk)
    assert nothing.status_code == 422
    declined = send(hall, "tanto", "answer_proposal", proposal=proposal.pk, answer="原文のとおりです。")
    assert declined.status_code == 302
    reason.refresh_from_db()
    proposal.refresh_from_db()
    assert (reason.text, proposal.state, proposal.result) == (OLD, "declined", "")


def test_a_proposal_is_made_for_every_kind_of_text(hall):
    reason = reason_at(hall, difference_reason="理由が異なる。")
    section = NarrativeSection.objects.create(
        evaluation=reason.evaluation, kind="outcome", order=1, heading="見出し", body="成果がある。"
    )
    for target in (f"section:{section.pk}", "difference_reason"):
        assert (
            send(hall, "jimukyoku", "propose", target=target, proposed_text="書き直した。").status_code == 302
        )
        proposal = Proposal.objects.get(state="open")
        assert send(hall, "tanto", "answer_proposal", proposal=proposal.pk, all="1").status_code == 302
    section.refresh_from_db()
    assert section.body == "書き直した。"
    assert Evaluation.objects.get().difference_reason == "書き直した。"


def test_proposing_again_on_the_same_text_changes_the_open_proposal(hall):
    reason = reason_at(hall)
    proposed(hall, reason)
    assert 'name="proposed_text"' in page(hall, "jimukyoku")
    second = proposed(hall, reason, "窓口を三つ開いた。")
    assert Proposal.objects.count() == 1
    assert second.text == "窓口を三つ開いた。"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OLD, "いまの文と同じです"),
        (" \r\n", "直した文を入力してください"),
        ("あ" * 20_001, "20000"),
        ("本文\u202e", "U+202E"),
    ],
)
def test_a_proposal_that_says_nothing_is_refused_and_kept_on_the_page(hall, text, said):
    reason = reason_at(hall)
    answer = send(hall, "jimukyoku", "propose", target=f"reason:{reason.pk}", proposed_text=text)
    assert answer.status_code == 422
    assert said in answer.content.decode().replace(",", "")
    assert not Proposal.objects.exists()


def test_a_proposal_with_too_many_changes_is_refused(hall):
    old, new = ("".join(f"{number}件。{mark}{number}。" for number in range(400)) for mark in "甲丙")
    reason = reason_at(hall, text=old)
    answer = send(hall, "jimukyoku", "propose", target=f"reason:{reason.pk}", proposed_text=new)
    assert answer.status_code == 422
    assert "300か所まで" in answer.content.decode()


def test_a_text_with_an_open_proposal_is_not_rewritten_beside_it(hall):
    reason = reason_at(hall)
    proposal = proposed(hall, reason)
    evaluation = Evaluation.objects.get()
    kept = {"progress": [Reason(OLD, reason.pk)]}
    sections = [Section("outcome", "", "新しい段落。")]
    write_texts(evaluation, sections, kept, version=evaluation.version, by=hall.by("jimukyoku"))
    for reasons in ({"progress": [Reason("別の文。", reason.pk)]}, {"progress": [Reason(OLD)]}, {}):
        evaluation = Evaluation.objects.get()
        with pytest.raises(RefusedError, match="まだ回答のない見え消しの提案"):
            write_texts(evaluation, [], reasons, version=evaluation.version, by=hall.by("jimukyoku"))
    assert send(hall, "jimukyoku", "withdraw", proposal=proposal.pk).status_code == 302
    evaluation = Evaluation.objects.get()
    write_texts(evaluation, [], {}, version=evaluation.version, by=hall.by("jimukyoku"))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.target) == ("withdrawn", "gone")
    assert "削除された文" in page(hall)


def test_what_a_keeper_rewrote_meanwhile_takes_no_change_but_an_answer(hall):
    reason = reason_at(hall)
    proposal = proposed(hall, reason)
    EvaluationReason.objects.filter(pk=reason.pk).update(text="まったく別の文。")
    assert "元の文が変わっています" in page(hall)
    refused = send(hall, "tanto", "answer_proposal", proposal=proposal.pk, all="1")
    assert refused.status_code == 422
    assert "元の文が変わったため" in refused.content.decode()
    answered = send(hall, "tanto", "answer_proposal", proposal=proposal.pk, answer="書き直しました。")
    assert answered.status_code == 302
    reason.refresh_from_db()
    assert reason.text == "まったく別の文。"


def test_the_same_answer_twice_is_one_and_a_late_one_is_told(hall):
    reason = reason_at(hall)
    proposal = proposed(hall, reason)
    clients = {who: hall.client(who) for who in ("tanto", "kacho")}
    forms = {
        who: {"verb": "answer_proposal", "proposal": proposal.pk, **hidden(client, address(hall))}
        for who, client in clients.items()
    }
    first = forms["tanto"] | {"all": "1"}
    assert clients["tanto"].post(address(hall), first).status_code == 302
    assert clients["tanto"].post(address(hall), first).status_code == 302
    late = clients["kacho"].post(address(hall), forms["kacho"] | {"answer": "採用しません。"})
    assert late.status_code == 409
    said = late.content.decode()
    assert "保存していません" in said
    assert "採用しません。" in said
    assert "担当 花子" in said
    assert Proposal.objects.get().state == "accepted"
    assert EvaluationReason.objects.get().text == NEW


def test_a_proposal_made_meanwhile_is_told_on_the_page_of_the_evaluation(hall):
    reason = reason_at(hall)
    client = hall.client("jimukyoku")
    form = {"verb": "hand_on", **hidden(client, hall.address())}
    proposed(hall, reason)
    answer = client.post(hall.address(), form)
    assert answer.status_code == 409
    assert "見え消し" in read(answer).one("section", **{"aria-labelledby": "conflict"}).text


def test_a_comment_a_reply_and_its_end_move_no_version(hall):
    reason = reason_at(hall)
    version = Evaluation.objects.get().version
    said = send(hall, "kyoku", "comment", target=f"reason:{reason.pk}", comment_text="根拠は何か。")
    assert said.status_code == 302
    comment = Comment.objects.get()
    assert (comment.by_name, comment.post, comment.label) == (
        "局 次郎",
        "環境局 局取りまとめ担当",
        "施策の進捗状況の理由1",
    )
    assert send(hall, "tanto", "reply", comment=comment.pk, reply_text="資料のとおり。").status_code == 302
    closing = {"comment": comment.pk, "comment_version": comment.version}
    assert send(hall, "tanto", "resolve", **closing).status_code == 403
    assert "未解決のコメント <b>1</b>件" in page(hall)
    assert send(hall, "kyoku", "resolve", **closing).status_code == 302
    comment.refresh_from_db()
    assert (comment.resolved_by_name, comment.is_open) == ("局 次郎", False)
    assert send(hall, "jimukyoku", "resolve", **closing).status_code in {403, 409}
    assert "資料のとおり。" in page(hall)
    assert Evaluation.objects.get().version == version


@pytest.mark.parametrize("target", ["ratings", "indicators", "undertakings", "projects", "whole"])
def test_what_is_no_text_is_commented_but_no_change_is_proposed_for_it(hall, target):
    reason_at(hall)
    assert send(hall, "jimukyoku", "comment", target=target, comment_text="確かめて。").status_code == 302
    refused = send(hall, "jimukyoku", "propose", target=target, proposed_text="新しい。")
    assert refused.status_code == 403
    assert not Proposal.objects.exists()


def test_a_stage_is_left_with_open_points_only_for_a_reason_that_is_kept(hall):
    reason = reason_at(hall, progress=None)
    proposed(hall, reason)
    send(hall, "jimukyoku", "comment", target="whole", comment_text="確かめて。")
    client = hall.client("jimukyoku")
    shown = client.get(hall.address()).content.decode()
    assert "見え消しの提案1件に、まだ回答がありません。" in shown
    assert "コメント1件が、まだ解決していません。" in shown
    form = {"verb": "hand_on", **hidden(client, hall.address())}
    refused = client.post(hall.address(), form)
    assert refused.status_code == 422
    assert not StageStep.objects.exists()
    assert client.post(hall.address(), form | {"why_open": "次回に直す。"}).status_code == 302
    assert StageStep.objects.get().reason == "次回に直す。"  # and not what only officers know


def test_the_sections_own_stage_asks_for_its_answers_only(hall):
    reason = reason_at(hall)
    proposal = proposed(hall, reason)
    send(hall, "jimukyoku", "comment", target="whole", comment_text="確かめて。")
    back = hall.client("jimukyoku")
    sent_back = {"verb": "send_back", "target": "draft", "reason": "提案のとおり。"}
    assert back.post(hall.address(), {**sent_back, **hidden(back, hall.address())}).status_code == 302
    client = hall.client("tanto")
    assert (
        client.post(hall.address(), {"verb": "hand_on", **hidden(client, hall.address())}).status_code == 422
    )
    assert send(hall, "tanto", "answer_proposal", proposal=proposal.pk, all="1").status_code == 302
    assert (
        client.post(hall.address(), {"verb": "hand_on", **hidden(client, hall.address())}).status_code == 302
    )


def rights(hall: Hall, who: str) -> set[str]:
    """Return the verbs that the page offers somebody."""
    answer = hall.client(who).get(address(hall))
    if answer.status_code != 200:
        return set()
    return set(re.findall(r'name="verb" value="(\w+)"', answer.content.decode()))


# what may be done at a stage, with a proposal and a comment of the 事務局 open
PROPOSERS: Final = {"propose", "withdraw"}
TALKING: Final = {"comment", "reply"}
MAY: Final = {
    "draft": {"tanto": {"answer_proposal"}, "kacho": {"answer_proposal"}},
    "chief": {},
    "bureau": {},
    "check": {
        "tanto": {"answer_proposal"},
        "kacho": {"answer_proposal"},
        "jimukyoku": {"propose"},
        "root": {"propose"},
    },
    "committee": {},
    "ruling": {},
    "settle": {},
    "report": None,
    "publish": None,
    "response": None,
}
ANSWERED_BY_ROOT: Final = {"draft", "check"}


def expected(who: str, key: str) -> set[str]:
    """Return the verbs of the table above."""
    special = MAY[key]
    if who not in SEES or special is None:
        return set()
    found = TALKING | special.get(who, set())
    if who in {"jimukyoku", "root"}:
        found = found | {"withdraw", "resolve"}
    return found | ({"answer_proposal"} if who == "root" and key in ANSWERED_BY_ROOT else set())


def test_the_table_knows_every_stage():
    assert set(MAY) == {row.key for row in DEFAULT_STAGES}


@pytest.mark.parametrize("key", MAY)
def test_who_may_do_what_at_a_stage_and_what_their_form_does(hall, key):
    reason = reason_at(hall, key)
    said = {"evaluation": reason.evaluation, "field": "progress", "reason": reason, "label": "理由1"}
    proposal = Proposal.objects.create(**said, base=OLD, text=NEW)
    comment = Comment.objects.create(**said, text="確かめて。")
    forms: dict[str, dict[str, Any]] = {
        "propose": {"target": f"reason:{reason.pk}", "proposed_text": "別の文。"},
        "answer_proposal": {"proposal": proposal.pk, "all": "1"},
        "withdraw": {"proposal": proposal.pk},
        "comment": {"target": "whole", "comment_text": "確かめて。"},
        "reply": {"comment": comment.pk, "reply_text": "確かめた。"},
        "resolve": {"comment": comment.pk, "comment_version": 1},
    }
    assert set(forms) == set(VERBS)
    for place, who in enumerate((*hall.people, "nobody"), list(MAY).index(key)):
        client = hall.client(who)
        assert rights(hall, who) == expected(who, key), who
        # of those who see the page each sends half of the forms at one stage and half at the next, the others one
        tried = list(forms)[place % 2 :: 2] if who in SEES else [list(forms)[place % len(forms)]]
        for verb in set(tried) - expected(who, key):
            fields = forms[verb]
            before = Change.objects.count()
            form = {"verb": verb, "version": reason.evaluation.version, "once": "k" * 32, **fields}
            status = client.post(address(hall), form).status_code
            assert status == (302 if who == "nobody" else 403 if who in SEES else 404), (who, verb)
            assert Change.objects.count() == before, (who, verb)


def test_who_may_do_something_can_do_it(hall):
    """Each verb once, in an order in which nothing stands in the way of the next."""
    reason = reason_at(hall)
    proposal = proposed(hall, reason)
    send(hall, "jimukyoku", "comment", target="whole", comment_text="確かめて。")
    comment = Comment.objects.get()
    assert send(hall, "kacho", "reply", comment=comment.pk, reply_text="はい。").status_code == 302
    done = {"comment": comment.pk, "comment_version": 1}
    assert send(hall, "jimukyoku", "resolve", **done).status_code == 302
    assert send(hall, "jimukyoku", "withdraw", proposal=proposal.pk).status_code == 302


def test_others_of_the_city_learn_nothing_of_it(hall):
    reason = reason_at(hall, "committee", is_reviewed=True)
    said = {"evaluation": reason.evaluation, "field": "progress", "reason": reason, "label": "理由1"}
    secret = {"base": OLD, "text": "秘密の提案。", "note": "秘密の理由。"}
    Proposal.objects.create(**said, **secret)
    Comment.objects.create(**said, text="秘密のコメント。")
    for who in ("iin", "kanri", "tanto elsewhere", "kacho elsewhere", "kyoku elsewhere"):
        client = hall.client(who)
        assert client.get(address(hall)).status_code == 404, who
        for one in (hall.address(), f"/evaluations/?{hall.query}", f"/evaluations/compile/?{hall.query}"):
            answer = client.get(one)
            assert answer.status_code == (404 if who == "iin" and "compile" in one else 200), who
            text = answer.content.decode()
            assert "秘密" not in text
            assert "未解決のコメント　1件" not in text
            assert "見え消し・コメント" not in text


def test_the_list_shows_each_what_is_theirs_and_whose_turn_it_is(hall):
    reason = reason_at(hall)
    proposed(hall, reason)
    send(hall, "jimukyoku", "comment", target="whole", comment_text="根拠を書くこと。")
    listed = {
        who: hall.client(who).get(f"/evaluations/compile/?{hall.query}").content.decode()
        for who in ("tanto", "jimukyoku", "kyoku")
    }
    for text in listed.values():
        assert "未回答の見え消しの提案　1件" in text
        assert "根拠を書くこと。" in text
    turn = 'label--warning">あなたの番</span>'
    assert turn in listed["tanto"]
    assert turn not in listed["jimukyoku"] + listed["kyoku"]
    back = hall.client("jimukyoku")
    sent_back = {"verb": "send_back", "target": "draft", "reason": "書き直すこと。"}
    assert back.post(hall.address(), {**sent_back, **hidden(back, hall.address())}).status_code == 302
    for who in ("tanto", "tanto elsewhere"):
        text = hall.client(who).get(f"/evaluations/compile/?{hall.query}").content.decode()
        assert "差戻し中の施策　1件" in text
        assert "書き直すこと。" in text


def test_what_the_citys_list_finds_is_shown_and_taken_into_a_proposal(hall):
    reason = reason_at(hall)
    rule = {"kind": "word", "pattern": "行なっ", "preferred": "行っ"}
    WordingRule.objects.create(local_government_code="999999", **rule)
    WordingRule.objects.create(local_government_code="888888", **rule | {"pattern": "窓口"})
    WordingRule.objects.create(local_government_code="999999", is_active=False, **rule | {"pattern": "年に"})
    assert "用字用語の一覧による指摘 <b>1</b>件" in re.sub(r"</?a[^>]*>", "", page(hall))
    client = hall.client("jimukyoku")
    fixed = client.get(f"{address(hall)}&fix=reason:{reason.pk}").content.decode()
    assert "年に3回行った。</textarea>" in fixed
    hall.stages["check"].evaluations.update(stage=hall.stages["draft"])
    beside = read(hall.client("tanto").get(hall.address())).one("ul", **{"aria-label": "用字用語の指摘"}).text
    assert "年に3回行なった。 → 行っ" in beside
    assert "指摘が1件あります" in hall.client("tanto").get(hall.address()).content.decode()


def test_a_page_asks_the_database_no_more_for_many_measures(hall):
    def asked_for(count: int) -> int:
        for number in range(count):
            node = make_node(period=hall.node.period, department=hall.department, code=f"9{number}")
            evaluation = hall.at("check", node=node)
            said = {"evaluation": evaluation, "field": "whole", "label": "全体"}
            Comment.objects.create(**said, text="確かめて。")
            Proposal.objects.create(**said, base="甲", text="乙")
        client = hall.client("jimukyoku")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(f"/evaluations/compile/?{hall.query}").status_code == 200
        for node in hall.node.period.nodes.exclude(pk=hall.node.pk):
            Comment.objects.filter(evaluation__node=node).delete()
            Proposal.objects.filter(evaluation__node=node).delete()
            Evaluation.objects.filter(node=node).delete()
            node.delete()
        return len(caught)

    assert asked_for(12) == asked_for(2)


def test_in_a_city_of_two_steps_the_bureau_proposes(client: Client):
    hall = make_hall(
        (
            StageRow("作成", Meaning.DRAFT, "staff", "draft"),
            StageRow("局点検", Meaning.COMPILE, "bureau", "check"),
            StageRow("決定", Meaning.SETTLE, "planning", "settle"),
        )
    )
    reason = reason_at(hall)
    target = f"reason:{reason.pk}"
    assert send(hall, "kyoku", "propose", target=target, proposed_text=NEW).status_code == 302
    assert send(hall, "jimukyoku", "propose", target=target, proposed_text="別の文。").status_code == 403
    proposal = Proposal.objects.get()
    assert send(hall, "tanto", "answer_proposal", proposal=proposal.pk, all="1").status_code == 302


def test_what_no_department_answers_for_the_office_answers_for(hall):
    reason = reason_at(hall)
    hall.node.department = None
    hall.node.save()
    proposal = proposed(hall, reason)
    assert hall.client("tanto").get(address(hall)).status_code == 404
    assert send(hall, "jimukyoku", "answer_proposal", proposal=proposal.pk, all="1").status_code == 302


@pytest.mark.parametrize("missing", ["version", "once", "verb"])
def test_a_form_without_its_version_key_or_verb_is_refused(hall, missing):
    reason_at(hall)
    client = hall.client("jimukyoku")
    form = {
        "verb": "comment",
        "target": "whole",
        "comment_text": "確かめて。",
        **hidden(client, address(hall)),
    }
    del form[missing]
    assert client.post(address(hall), form).status_code == 400
    assert not Comment.objects.exists()


def test_a_form_about_what_is_gone_is_a_conflict_that_keeps_what_was_typed(hall):
    reason_at(hall)
    answer = send(hall, "jimukyoku", "propose", target="reason:987654", proposed_text="消えた文への提案。")
    assert answer.status_code == 409
    assert "消えた文への提案。" in answer.content.decode()


def test_what_was_typed_after_the_session_ended_comes_back(hall):
    reason_at(hall)
    sender = hall.client("jimukyoku")
    form = {
        "verb": "comment",
        "target": "whole",
        "comment_text": "書きかけ。",
        **hidden(sender, address(hall)),
    }
    sender.logout()
    led = sender.post(address(hall), form)
    assert led.status_code == 302
    sender.force_login(hall.people["jimukyoku"])
    back = sender.get(parse_qs(urlsplit(led["Location"]).query)["next"][0])
    assert "書きかけ。</textarea>" in back.content.decode()


def test_proposals_have_an_end(hall, monkeypatch):
    reason = reason_at(hall)
    monkeypatch.setattr(actions, "MOST_PROPOSALS", 1)
    assert send(hall, "jimukyoku", "withdraw", proposal=proposed(hall, reason).pk).status_code == 302
    target = f"reason:{reason.pk}"
    refused = send(hall, "jimukyoku", "propose", target=target, proposed_text="また直した文。")
    assert refused.status_code == 422
    assert "1件の評価に1件まで" in refused.content.decode()


def test_comments_have_an_end(hall, monkeypatch):
    reason = reason_at(hall)
    monkeypatch.setattr(actions, "MOST_COMMENTS", 1)
    assert send(hall, "tanto", "comment", target="whole", comment_text="一つ。").status_code == 302
    refused = send(hall, "tanto", "comment", target="whole", comment_text="二つ。")
    assert refused.status_code == 422
    assert "1件の評価に1件まで" in refused.content.decode()
    assert reason.evaluation.comments.count() == 1


# --- texts at their limits, and texts that came another way than by our forms ---


def test_line_ends_of_another_system_are_no_change_and_no_other_text(hall):
    reason = reason_at(hall, text="一行目。\r\n二行目。")
    same = send(
        hall, "jimukyoku", "propose", target=f"reason:{reason.pk}", proposed_text="一行目。\r\n二行目。"
    )
    assert same.status_code == 422
    proposal = proposed(hall, reason, "一行目。\n三行目。")
    evaluation = Evaluation.objects.select_related("stage").get(pk=reason.evaluation_id)
    kept = {"progress": [Reason("一行目。\n二行目。", reason.pk)], "direction": [Reason("続ける。")]}
    write_texts(evaluation, [], kept, version=evaluation.version, by=hall.by("jimukyoku"))
    assert send(hall, "tanto", "answer_proposal", proposal=proposal.pk, all="1").status_code == 302
    reason.refresh_from_db()
    assert reason.text == "一行目。\n三行目。"


def test_what_would_leave_too_long_a_text_is_refused(hall):
    reason = reason_at(hall, text="ア" * 15_000 + "。残る。")
    proposal = proposed(hall, reason, "残る。" + "漢" * 15_000 + "。")
    long = send(hall, "tanto", "answer_proposal", proposal=proposal.pk, accepted="2", answer="一部")
    assert long.status_code == 422
    assert "文字になります" in long.content.decode()
    reason.refresh_from_db()
    assert reason.text.startswith("ア")


def test_a_text_that_was_put_under_another_heading_keeps_its_one_proposal(hall):
    section = NarrativeSection.objects.create(
        evaluation=hall.at("check"), kind="outcome", order=1, body="成果がある。"
    )
    for body in ("成果が大いにある。", "大きな成果がある。"):
        answer = send(hall, "jimukyoku", "propose", target=f"section:{section.pk}", proposed_text=body)
        assert answer.status_code == 302
        NarrativeSection.objects.filter(pk=section.pk).update(kind="efforts")
    assert Proposal.objects.values_list("field", "text").get() == ("efforts", "大きな成果がある。")


def test_a_reason_too_long_to_be_kept_with_what_was_open_is_refused(hall):
    hall.at("committee", is_reviewed=True)
    client = hall.client("jimukyoku")
    form = {"verb": "hand_on", **hidden(client, hall.address()), "why_open": "あ" * 20_000}
    answer = client.post(hall.address(), form)
    assert answer.status_code == 422
    assert "理由が長すぎます" in answer.content.decode()
