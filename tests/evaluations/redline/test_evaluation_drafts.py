"""The many forms of one evaluation: each with a draft, a version and a fate of its own, and none at another's cost."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.models import Draft
from evaluations.committee.actions.reviews import put_default_points
from evaluations.committee.models import ReviewOpinion, ReviewQuestion
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.redline.models import Comment, Proposal
from indicators.models import RatingLevel
from tests.evaluations.hall import COMMAND, Hall, carried, form_of, make_hall
from tests.reading import Element, read

pytestmark = pytest.mark.django_db

KEEP = "/entry/draft/"
OLD, NEW = "窓口を一つ開いた。", "窓口を二つ開いた。"


@pytest.fixture
def hall() -> Hall:
    return make_hall()


def compile_of(hall: Hall) -> str:
    return hall.address().replace("/evaluations/", "/evaluations/compile/", 1)


def path_of(hall: Hall, form: str, on: str = "", address: str = "") -> str:
    """Return the address of one form as the page itself spells it."""
    year = hall.cycle.last_year
    page = (address or hall.address()).replace("&cycle", f"&year={year}&cycle")
    return f"{page}&{urlencode({'form': form} | ({'on': on} if on else {}))}"


def shown(hall: Hall, who: str, address: str = "") -> Element:
    return read(hall.client(who).get(address or hall.address()))


def keep(hall: Hall, who: str, path: str, fields: dict[str, Any]) -> int:
    """Keep a draft as the script does, and return the status."""
    return int(hall.client(who).post(KEEP, {"draft_path": path, **fields}).status_code)


def one_text(hall: Hall, who: str, body: str = "書きかけ。") -> dict[str, Any]:
    """Return the form of all texts with one reason typed."""
    form = carried(shown(hall, who), "texts")
    form["reason_body"] = [body, *form["reason_body"][1:]]
    return form


def offers(page: Element) -> list[str]:
    return [one.text for one in page.all("section", class_="draft-offer")]


def reason_at(hall: Hall, key: str = "check") -> EvaluationReason:
    evaluation = hall.at(key)
    return EvaluationReason.objects.create(evaluation=evaluation, subject="progress", number=1, text=OLD)


def test_each_form_offers_and_restores_its_own_draft_and_saving_one_leaves_the_other(hall):
    hall.at("draft")
    client = hall.client("tanto")
    texts, decision = path_of(hall, "texts"), path_of(hall, "decide")
    assert keep(hall, "tanto", texts, one_text(hall, "tanto")) == 200
    typed = carried(shown(hall, "tanto"), "decide") | {"difference_reason": "確かめた。"}
    assert keep(hall, "tanto", decision, typed) == 200
    found = offers(shown(hall, "tanto"))
    assert len(found) == 2
    assert any(one.startswith("本文と理由：") and "書きかけ。" in one for one in found)
    assert any(one.startswith("評価の区分：") and "確かめた。" in one for one in found)
    restored = shown(hall, "tanto", f"{texts}&draft=restore")
    assert "入力した内容を復元しました。" in restored.text
    assert "data-draft-dirty" in form_of(restored, "texts").attributes
    assert "data-draft-dirty" not in form_of(restored, "decide").attributes
    assert len(offers(restored)) == 1
    assert form_of(restored, "texts").attributes["action"] == texts
    assert client.post(texts, carried(restored, "texts")).status_code == 302
    assert EvaluationReason.objects.get().text == "書きかけ。"
    assert list(Draft.objects.values_list("path", flat=True)) == [decision]
    assert not offers(shown(hall, "kacho"))


def test_a_restored_draft_of_a_text_begins_on_its_version_and_meets_who_was_first(hall):
    hall.at("draft")
    texts = path_of(hall, "texts")
    assert keep(hall, "tanto", texts, one_text(hall, "tanto")) == 200
    other = hall.client("kacho")
    assert other.post(hall.address(), one_text(hall, "kacho", "課長の文。")).status_code == 302
    (offer,) = offers(shown(hall, "tanto"))
    assert "保存されている内容が変わっています" in offer
    again = carried(shown(hall, "tanto", f"{texts}&draft=restore"), "texts")
    answer = hall.client("tanto").post(texts, again)
    assert answer.status_code == 409
    page = read(answer)
    told = page.one("section", **{"aria-labelledby": "conflict"}).text
    assert "ほかの人が先に変更したため、保存していません" in told
    assert "課長 太郎" in told
    assert "課長の文。" in told
    assert {"書きかけ。", "課長の文。"} <= {one.text for one in page.all("textarea")}
    assert Draft.objects.get().path == texts
    assert hall.client("tanto").post(texts, carried(page, "texts")).status_code == 302
    assert set(EvaluationReason.objects.values_list("text", flat=True)) == {"書きかけ。", "課長の文。"}
    assert not Draft.objects.exists()


def test_a_change_of_ones_own_is_called_ones_own(hall):
    hall.at("draft")
    client = hall.client("tanto")
    late = one_text(hall, "tanto", "前の画面。")
    assert client.post(hall.address(), one_text(hall, "tanto", "後の画面。")).status_code == 302
    told = read(client.post(hall.address(), late)).one("section", **{"aria-labelledby": "conflict"}).text
    assert "あなたが別の画面で先に変更したため、保存していません" in told


def test_after_an_invalid_field_the_form_keeps_its_version_and_its_draft(hall):
    hall.at("draft")
    texts = path_of(hall, "texts")
    client = hall.client("tanto")
    wrong = one_text(hall, "tanto", "あ" * 20_001)
    answer = client.post(texts, wrong)
    assert answer.status_code == 422
    again = carried(read(answer), "texts")
    assert (again["version"], again["seen"]) == (wrong["version"], wrong["seen"])
    assert Draft.objects.get().path == texts
    assert hall.client("kacho").post(hall.address(), one_text(hall, "kacho", "課長の文。")).status_code == 302
    again["reason_body"][0] = "直した文。"
    assert client.post(texts, again).status_code == 409
    assert EvaluationReason.objects.get().text == "課長の文。"


def test_after_an_invalid_field_a_decision_still_stands_on_what_was_shown(hall):
    hall.at("draft")
    client = hall.client("tanto")
    form = carried(shown(hall, "tanto"), "decide") | {"progress": "B", "direction": "Ⅰ"}
    answer = client.post(hall.address(), form)
    assert answer.status_code == 422
    hall.node.indicators.get().results.filter(fiscal_year=2023).update(total=6)
    wrong = client.post(hall.address(), form | {"difference_reason": "本文\u202e"})
    assert wrong.status_code == 422
    again = carried(read(wrong), "decide") | {
        "progress": "B",
        "direction": "Ⅰ",
        "difference_reason": "遅れ。",
    }
    moved = client.post(hall.address(), again)
    assert moved.status_code == 409
    assert "成果指標1の実績値：7 → 6" in read(moved).text
    known = carried(read(moved), "decide") | {
        "progress": "B",
        "direction": "Ⅰ",
        "difference_reason": "遅れ。",
    }
    assert client.post(hall.address(), known).status_code == 302


def test_after_a_lost_session_one_form_has_what_was_typed_and_the_others_begin_anew(hall):
    hall.at("draft")
    client = hall.client("tanto")
    texts = path_of(hall, "texts")
    typed = one_text(hall, "tanto")
    client.logout()
    back = parse_qs(urlsplit(client.post(texts, typed)["Location"]).query)["next"][0]
    decided = carried(shown(hall, "kacho"), "decide") | {"progress": "A", "direction": "Ⅰ"}
    assert hall.client("kacho").post(hall.address(), decided).status_code == 302
    client.force_login(hall.people["tanto"])
    page = read(client.get(back))
    mine, other = carried(page, "texts"), carried(page, "decide")
    assert mine["reason_body"][0] == "書きかけ。"
    assert "data-draft-dirty" in form_of(page, "texts").attributes
    assert (mine["version"], mine["parked"]) == (typed["version"], parse_qs(urlsplit(back).query)["parked"])
    # saving another form neither meets a conflict nor throws away what waits here
    assert "parked" not in other
    assert other["version"] == [str(Evaluation.objects.get().version)]
    assert client.post(hall.address(), other | {"progress": "A", "direction": "Ⅰ"}).status_code == 302
    assert carried(read(client.get(back)), "texts")["reason_body"][0] == "書きかけ。"


def test_a_draft_whose_form_is_gone_is_shown_to_be_copied_and_thrown_away(hall):
    hall.at("draft", progress="A", direction="Ⅰ")
    client = hall.client("tanto")
    texts = path_of(hall, "texts")
    assert keep(hall, "tanto", texts, one_text(hall, "tanto")) == 200
    assert client.post(hall.address(), carried(shown(hall, "tanto"), "hand_on")).status_code == 302
    (offer,) = offers(shown(hall, "tanto"))
    assert "書きかけ。" in offer
    assert "この欄は、いまは入力できません。" in offer
    assert "復元する" not in offer
    assert keep(hall, "tanto", texts, {"reason_body": "さらに"}) == 403
    assert client.post(texts, {"draft": "discard"}).status_code == 302
    assert not Draft.objects.exists()


def test_the_button_keeps_a_text_without_a_script_and_shows_the_form_again(hall):
    hall.at("draft")
    client = hall.client("tanto")
    texts = path_of(hall, "texts")
    answer = client.post(texts, one_text(hall, "tanto") | {"draft": "keep"})
    assert (answer.status_code, answer["Location"]) == (302, f"{texts}&draft=kept")
    page = read(client.get(answer["Location"]))
    assert carried(page, "texts")["reason_body"][0] == "書きかけ。"
    assert "下書きを保存しました" in page.text
    assert "data-draft-dirty" not in form_of(page, "texts").attributes
    assert not EvaluationReason.objects.exists()


FORMS = {  # who may send a form of the evaluation at the committee's stage, and so may keep a draft of it
    "texts": "",
    "decide": "",
    "hand_on": "jimukyoku",
    "send_back": "jimukyoku",
    "ask": "jimukyoku iin",
    "answer": "jimukyoku tanto",
    "opinion": "jimukyoku iin",
    "respond": "jimukyoku tanto",
}


@pytest.mark.parametrize("who", ["tanto", "kyoku", "iin", "jimukyoku", "tanto elsewhere"])
def test_a_draft_is_kept_for_whom_the_form_is_and_for_nobody_else(hall, who):
    put_default_points(hall.cycle, version=hall.cycle.version, by=COMMAND)
    evaluation = hall.at("committee", is_reviewed=True)
    ReviewQuestion.objects.create(evaluation=evaluation, number=1, text="なぜか。")
    level = RatingLevel.objects.get(scale__key="committee-opinion", symbol="概")
    ReviewOpinion.objects.create(evaluation=evaluation, level=level, text="説明を。", by_name="委員 四郎")
    answers = {form: keep(hall, who, path_of(hall, form), {"reason": "書きかけ。"}) for form in FORMS}
    assert answers == {form: 200 if who in told.split() else 403 for form, told in FORMS.items()}
    assert Draft.objects.count() == list(answers.values()).count(200)


def test_a_draft_of_what_is_no_form_or_of_what_one_may_not_see_is_not_kept(hall):
    hall.at("committee", is_reviewed=True)
    for form in ("begin", "review", "nonsense", ""):
        assert keep(hall, "jimukyoku", path_of(hall, form), {"reason": "書きかけ。"}) == 404
    for who, status in {"other city": 404, "left": 404, "nobody": 302}.items():
        assert keep(hall, who, path_of(hall, "ask"), {"ask_text": "なぜか。"}) == status
    assert not Draft.objects.exists()


def test_a_draft_of_a_remark_is_kept_for_whom_its_form_is_and_only_about_what_is_there(hall):
    reason, address = reason_at(hall), compile_of(hall)
    target = f"reason:{reason.pk}"
    propose, comment = (path_of(hall, name, target, address) for name in ("propose", "comment"))
    anywhere, gone = path_of(hall, "comment", "", address), path_of(hall, "propose", "reason:987654", address)
    nowhere = path_of(hall, "propose", "", address)
    told = {"proposed_text": NEW}
    for who, statuses in {
        "jimukyoku": [200, 200, 200, 404, 404],
        "tanto": [403, 200, 200, 404, 404],
        "iin": [404] * 5,
        "tanto elsewhere": [404] * 5,
    }.items():
        found = [keep(hall, who, path, told) for path in (propose, comment, anywhere, gone, nowhere)]
        assert found == statuses, who


def test_a_proposal_a_comment_and_a_reply_have_each_its_own_draft(hall):
    reason, address = reason_at(hall), compile_of(hall)
    said = {"evaluation": reason.evaluation, "field": "progress", "reason": reason, "label": "理由1"}
    comments = [Comment.objects.create(**said, text=f"確かめて。{number}") for number in range(2)]
    target = f"reason:{reason.pk}"
    client = hall.client("jimukyoku")
    page = shown(hall, "jimukyoku", address)
    first = carried(page, "propose") | {"proposed_text": NEW}
    assert keep(hall, "jimukyoku", path_of(hall, "propose", target, address), first) == 200
    for one in comments:
        typed = carried(page, "reply") | {"comment": one.pk, "reply_text": f"返す。{one.pk}"}
        assert keep(hall, "jimukyoku", path_of(hall, "reply", str(one.pk), address), typed) == 200
    assert len(offers(shown(hall, "jimukyoku", address))) == 3
    path = path_of(hall, "reply", str(comments[1].pk), address)
    restored = shown(hall, "jimukyoku", f"{path}&draft=restore")
    assert [one.text for one in restored.all("textarea", name="reply_text")] == [
        "",
        f"返す。{comments[1].pk}",
    ]
    form = next(one for one in restored.all("form") if one.attributes.get("action") == path)
    sent = {one.attributes["name"]: one.attributes["value"] for one in form.all("input")}
    assert client.post(path, sent | {"reply_text": "返した。"}).status_code == 302
    assert Comment.objects.get(text="返した。").reply_to == comments[1]
    assert Draft.objects.count() == 2
    # the proposal was begun before somebody else proposed
    other = shown(hall, "root", address)
    sent = carried(other, "propose") | {"proposed_text": "窓口を三つ開いた。"}
    assert hall.client("root").post(address, sent).status_code == 302
    path = path_of(hall, "propose", target, address)
    answer = client.post(path, carried(shown(hall, "jimukyoku", f"{path}&draft=restore"), "propose"))
    assert answer.status_code == 409
    assert NEW in [one.text for one in read(answer).all("textarea", name="proposed_text")]
    assert Proposal.objects.get().text == "窓口を三つ開いた。"


def test_what_was_typed_about_anything_stands_in_the_form_for_all_of_it(hall):
    reason_at(hall)
    address = compile_of(hall)
    path = path_of(hall, "comment", "", address)
    typed = {"verb": "comment", "target": "projects", "comment_text": "書きかけ。", "version": "1"}
    assert keep(hall, "jimukyoku", path, typed) == 200
    page = shown(hall, "jimukyoku", f"{path}&draft=restore")
    form = next(one for one in page.all("form") if one.attributes.get("action") == path)
    (chosen,) = [one for one in form.all("option") if "selected" in one.attributes]
    assert chosen.attributes["value"] == "projects"
    assert form.one("textarea", name="comment_text").text == "書きかけ。"
    # said about it meanwhile: it has a form of its own now, and what was typed stands there
    Comment.objects.create(evaluation=Evaluation.objects.get(), field="projects", label="計画", text="先に。")
    page = shown(hall, "jimukyoku", f"{path}&draft=restore")
    form = next(one for one in page.all("form") if "on=projects" in one.attributes.get("action", ""))
    assert form.one("textarea", name="comment_text").text == "書きかけ。"


def test_who_is_too_late_to_propose_is_told_what_happened_and_can_copy_it(hall):
    reason, address = reason_at(hall), compile_of(hall)
    typed = carried(shown(hall, "jimukyoku", address), "propose") | {"proposed_text": NEW}
    client = hall.client("root")
    assert client.post(hall.address(), carried(shown(hall, "root"), "hand_on")).status_code == 302
    path = path_of(hall, "propose", f"reason:{reason.pk}", address)
    answer = hall.client("jimukyoku").post(path, typed)
    assert answer.status_code == 409
    page = read(answer)
    assert NEW in page.one("section", **{"aria-labelledby": "typed"}).text
    assert "段階" in page.one("section", **{"aria-labelledby": "conflict"}).text
    assert not Proposal.objects.exists()


def test_who_may_not_do_it_at_all_can_copy_what_was_typed_under_its_name(hall):
    hall.at("committee", is_reviewed=True)
    form = {"verb": "ask", "version": "1", "once": "k" * 32, "ask_text": "なぜか。"}
    answer = hall.client("tanto").post(hall.address(), form)
    assert answer.status_code == 403
    kept = read(answer).one("section", **{"aria-labelledby": "typed"})
    assert kept.text.endswith("質問 なぜか。")
    assert not ReviewQuestion.objects.exists()


def test_a_draft_that_is_no_form_of_ours_does_no_harm_to_the_page(hall):
    hall.at("draft")
    texts = path_of(hall, "texts")
    broken = {"verb": "texts", "version": "1", "section_pk": "x", "reason_body": "残る文。"}
    assert keep(hall, "tanto", texts, broken) == 200
    client = hall.client("tanto")
    assert client.get(hall.address()).status_code == 200
    restored = client.get(f"{texts}&draft=restore")
    assert restored.status_code == 200
    assert "残る文。" in read(restored).one("section", **{"aria-labelledby": "typed"}).text


def test_many_forms_and_drafts_cost_no_more_queries(hall):
    evaluation, address = reason_at(hall).evaluation, compile_of(hall)

    def cost() -> int:
        client = hall.client("jimukyoku")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = cost()
    for number in range(2, 8):
        row = {"evaluation": evaluation, "kind": "outcome", "order": number, "body": OLD}
        section = NarrativeSection.objects.create(**row)
        path = path_of(hall, "comment", f"section:{section.pk}", address)
        assert keep(hall, "jimukyoku", path, {"verb": "comment", "comment_text": "書きかけ。"}) == 200
    assert cost() == few
    assert len(offers(shown(hall, "jimukyoku", address))) == 6


def test_the_points_of_an_opinion_are_restored_too(hall):
    put_default_points(hall.cycle, version=hall.cycle.version, by=COMMAND)
    hall.at("committee", is_reviewed=True)
    path = path_of(hall, "opinion")
    typed = carried(shown(hall, "iin"), "opinion")
    remark = next(name for name in typed if name.startswith("remark_"))
    assert keep(hall, "iin", path, typed | {remark: "目標は低い。", "opinion_level": "概"}) == 200
    restored = form_of(shown(hall, "iin", f"{path}&draft=restore"), "opinion")
    assert restored.one("textarea", name=remark).text == "目標は低い。"
    (chosen,) = [
        one
        for one in restored.one("select", name="opinion_level").all("option")
        if "selected" in one.attributes
    ]
    assert chosen.attributes["value"] == "概"
