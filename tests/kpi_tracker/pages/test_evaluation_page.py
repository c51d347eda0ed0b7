"""One evaluation: what its page shows, what its forms write, and how nothing that was typed is lost."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.rating.models.stages import StageStep
from store.models import Change
from tests.city import CITY
from tests.evaluations.hall import Hall, carried, hidden, make_hall
from tests.factories import make_indicator, make_node, make_period, make_project, make_sheet
from tests.reading import Element, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    return make_hall()


def page(hall: Hall, who: str = "tanto") -> Element:
    return read(hall.client(who).get(hall.address()))


def send(client: Client, hall: Hall, verb: str, **fields: Any) -> Any:
    """Open the page and send one of its forms."""
    return client.post(hall.address(), {"verb": verb, **hidden(client, hall.address()), **fields})


def stored() -> Any:
    return Evaluation.objects.select_related("stage", "progress", "direction").get()


TEXTS: Any = {
    "section_group": ["outcome", "background"],
    "section_pk": ["", ""],
    "section_order": ["1", "1"],
    "section_heading": ["定性的な成果", ""],
    "section_body": ["連携が\r\n進んだ。", "社会が変わった。"],
    "reason_group": ["progress", "progress", "direction"],
    "reason_pk": ["", "", ""],
    "reason_order": ["2", "1", ""],
    "reason_body": ["二つ目", "一つ目", "続ける。"],
}


def test_both_suggestions_are_explained_beside_what_people_propose(hall):
    hall.at("draft", progress="A", direction="Ⅰ")
    ratings = page(hall).one("section", **{"aria-labelledby": "ratings"})
    assert [one.one("h3").text for one in ratings.all("div", class_="verdict")] == [
        "施策の進捗状況",
        "今後の方向性",
    ]
    assert "評価（案）" in ratings.text
    assert "成果指標の達成状況はaが1指標で、すべてaのため、Aとします。" in ratings.text
    assert "参考判定（数値から機械的に算出した目安です" in ratings.text


def test_what_is_settled_is_called_a_decision(hall):
    hall.at("report", progress="A", direction="Ⅰ")
    ratings = page(hall).one("section", **{"aria-labelledby": "ratings"})
    assert "評価結果（決定）" in ratings.text
    assert "評価（案）" not in ratings.text


def test_undertakings_and_the_cycles_own_projects_are_listed(hall):
    hall.at("draft")
    undertaking = make_node(parent=hall.node, name="啓発事業")
    make_sheet(cycle=hall.cycle, node=undertaking, achievement="2")
    indicator = hall.node.indicators.get()
    make_project(counts_in=indicator, name="この回の取組", counting_year=2023)
    make_project(counts_in=indicator, name="後の取組", counting_year=2025)
    shown = page(hall)
    assert shown.one("section", **{"aria-labelledby": "undertakings"}).one("table").row("1-1 啓発事業") == [
        "2意味2"
    ]
    assert "この回の取組" in shown.text
    assert "後の取組" not in shown.one("section", **{"aria-labelledby": "projects"}).text


def test_texts_are_written_and_read_again(hall):
    hall.at("draft")
    client = hall.client("tanto")
    answer = send(client, hall, "texts", **TEXTS)
    assert (answer.status_code, urlsplit(answer["Location"]).path) == (302, "/evaluations/1/")
    found = NarrativeSection.objects.order_by("order").values_list("kind", "heading", "body")
    assert list(found) == [
        ("background", "", "社会が変わった。"),
        ("outcome", "定性的な成果", "連携が\n進んだ。"),
    ]
    reasons = EvaluationReason.objects.order_by("subject", "number").values_list("subject", "number", "text")
    assert list(reasons) == [
        ("direction", 1, "続ける。"),
        ("progress", 1, "一つ目"),
        ("progress", 2, "二つ目"),
    ]
    assert Change.objects.filter(model="evaluations.narrativesection", who_name="担当 花子").exists()
    other = page(hall, "kacho elsewhere")
    assert "連携が 進んだ。" in other.text
    assert not other.all("textarea")


def test_a_wrong_text_stays_beside_its_message_and_the_rest_is_kept(hall):
    hall.at("draft")
    client = hall.client("tanto")
    wrong = TEXTS | {"section_body": ["あ" * 20_001, "社会が変わった。"], "section_heading": ["見出し", "次"]}
    answer = send(client, hall, "texts", **wrong)
    assert answer.status_code == 422
    shown = read(answer)
    assert "20,000文字以内で入力してください（現在20,001文字）" in shown.text
    assert "1か所を直してから" in shown.text
    assert "社会が変わった。" in [one.text for one in shown.all("textarea")]
    only_heading = TEXTS | {"section_body": ["", "本文\u202e"]}
    said = read(send(client, hall, "texts", **only_heading)).text
    assert "本文を入力するか、見出しも消してください。" in said
    assert "U+202E" in said
    assert not NarrativeSection.objects.exists()


@pytest.mark.parametrize(
    "broken", [{"section_pk": [""]}, {"section_group": ["outcome", "nonsense"]}, {"reason_pk": ["x", "", ""]}]
)
def test_rows_that_do_not_fit_together_are_no_form_of_ours(hall, broken):
    hall.at("draft")
    assert send(hall.client("tanto"), hall, "texts", **TEXTS | broken).status_code == 400


def test_a_decision_asks_for_its_reason_and_is_kept_with_its_inputs(hall):
    hall.at("draft")
    client = hall.client("tanto")
    answer = send(client, hall, "decide", progress="B", direction="Ⅰ", difference_reason="")
    assert answer.status_code == 422
    shown = read(answer)
    assert "進捗状況のBは、参考判定のAと異なります。理由を入力してください。" in shown.text
    (chosen,) = [
        one for one in shown.one("select", name="progress").all("option") if "selected" in one.attributes
    ]
    assert chosen.attributes["value"] == "B"
    reason = "取組の一部が遅れているため"
    assert (
        send(client, hall, "decide", progress="B", direction="Ⅰ", difference_reason=reason).status_code == 302
    )
    kept = stored()
    assert (kept.progress.symbol, kept.direction.symbol, kept.difference_reason) == ("B", "Ⅰ", reason)
    assert kept.inputs["suggested_progress"] == "A"
    assert kept.inputs["indicators"] == [
        {
            "indicator": "1",
            "fiscal_year": 2023,
            "baseline": None,
            "target": "5",
            "result": "7",
            "class": "a",
        }
    ]


def test_a_failed_check_is_named_and_kept_with_the_decision(hall):
    make_indicator(
        node=hall.node, name="累計", accumulation="cumulative", targets={2023: 5}, results={2022: 9, 2023: 7}
    )
    hall.at("draft")
    client = hall.client("tanto")
    assert "要確認" in page(hall).one("section", **{"aria-labelledby": "ratings"}).text
    answer = send(client, hall, "decide", progress="A", direction="Ⅰ")
    assert answer.status_code == 422
    assert "数値チェックの不整合があるため、参考判定は要確認です（2 累計：" in read(answer).text
    send(client, hall, "decide", progress="A", direction="Ⅰ", difference_reason="確認済み")
    assert len(stored().inputs["failed_checks"]) == 1


def test_a_ruling_is_asked_for_its_day_and_not_one_to_come(hall):
    hall.at("ruling", progress="A", direction="Ⅰ")
    client = hall.client("jimukyoku")
    for day, said in (
        ("", "日付を入力してください。"),
        ("2999-01-01", "今日より後の日付です。"),
        ("x", "日付として読み取れません。"),
    ):
        answer = send(client, hall, "hand_on", decided_on=day, document_number="5川企第12号")
        assert answer.status_code == 422
        assert said in read(answer).text
        assert "5川企第12号" in answer.content.decode()
    assert (
        send(client, hall, "hand_on", decided_on="2024-07-01", document_number="5川企第12号").status_code
        == 302
    )
    assert "2024年7月1日 5川企第12号" in page(hall).one("section", **{"aria-labelledby": "steps"}).text


def test_a_sent_back_evaluation_says_why_until_it_is_handed_on(hall):
    hall.at("chief")
    chief, staff = hall.client("kacho"), hall.client("tanto")
    assert send(chief, hall, "send_back", target="draft", reason="").status_code == 422
    send(chief, hall, "send_back", target="draft", reason="成果の数値を直してください。")
    assert "「課長確認」から差し戻されています" in page(hall).text
    send(staff, hall, "hand_on")
    shown = page(hall)
    assert "差し戻されています" not in shown.text
    rows = shown.one("section", **{"aria-labelledby": "steps"}).one("table").rows[1:]
    assert [row[1:3] for row in rows] == [
        ["課長確認 → 所管課作成", "差戻し"],
        ["所管課作成 → 課長確認", "進めた"],
    ]


# --- two at once ---


def test_who_is_late_is_told_what_changed_and_keeps_what_was_typed(hall):
    hall.at("draft")
    first, second = hall.client("tanto"), hall.client("kacho")
    late = {"verb": "texts", **hidden(second, hall.address()), **TEXTS}
    send(first, hall, "decide", progress="A", direction="Ⅰ")
    send(first, hall, "texts", **TEXTS | {"section_heading": ["先の人の見出し", ""]})
    answer = second.post(hall.address(), late)
    assert answer.status_code == 409
    shown = read(answer)
    told = shown.one("section", **{"aria-labelledby": "conflict"})
    assert {row[2] for row in told.one("table").rows[1:]} >= {
        "施策の進捗状況",
        "今後の方向性",
        "見出し",
        "本文",
    }
    assert "担当 花子" in told.text
    headings = [one.attributes["value"] for one in shown.all("input", name="section_heading")]
    assert {"定性的な成果", "先の人の見出し"} <= set(headings)
    assert "ほかの人が追加" in shown.text
    version = shown.all("input", name="version")[0].attributes["value"]
    assert int(version) == stored().version
    assert not NarrativeSection.objects.filter(heading="定性的な成果").exists()


def test_after_a_conflict_the_same_page_saves_without_losing_the_others_rows(hall):
    hall.at("draft")
    first, second = hall.client("tanto"), hall.client("kacho")
    late = {"verb": "texts", **hidden(second, hall.address()), **TEXTS}
    send(first, hall, "texts", **TEXTS | {"section_heading": ["先の人の見出し", ""]})
    shown = read(second.post(hall.address(), late))
    form = next(one for one in shown.all("form") if "texts-form" in one.attributes.get("class", ""))
    again: dict[str, list[str]] = {}
    for one in form.all("input", "textarea"):
        text = (
            one.attributes.get("value", "") if one.tag == "input" else "".join(one.texts()).removeprefix("\n")
        )
        again.setdefault(one.attributes["name"], []).append(text)
    assert second.post(hall.address(), again).status_code == 302
    headings = set(NarrativeSection.objects.values_list("heading", flat=True))
    assert headings == {"", "定性的な成果", "先の人の見出し"}


def test_one_comes_back_to_what_one_saved_and_is_led_to_what_was_refused(hall):
    hall.at("draft")
    client = hall.client("tanto")
    saved = send(client, hall, "texts", **TEXTS)
    assert urlsplit(saved["Location"]).fragment == "write"
    shown = read(client.get(hall.address()))
    assert shown.text.count("本文と理由を保存しました。") == 1
    assert "本文と理由を保存しました。" in shown.one("section", **{"aria-labelledby": "write"}).text
    refused = send(client, hall, "texts", **TEXTS | {"section_body": ["あ" * 20_001, ""]})
    assert refused.status_code == 422
    assert read(refused).one("a", href="#write").text == "入力した欄へ進む"


def test_who_is_too_late_to_save_at_all_can_copy_what_was_typed(hall):
    hall.at("draft", progress="A", direction="Ⅰ")
    first, second = hall.client("tanto"), hall.client("kacho elsewhere")
    colleague = hall.client("tanto")
    late = {"verb": "texts", **hidden(colleague, hall.address()), **TEXTS}
    send(first, hall, "hand_on")
    answer = colleague.post(hall.address(), late)
    assert answer.status_code == 409
    kept = read(answer).one("section", **{"aria-labelledby": "typed"})
    assert "連携が 進んだ。" in kept.text
    assert second.post(hall.address(), late | {"version": "2", "once": "q" * 30}).status_code == 403


def test_the_same_form_sent_twice_is_one_step(hall):
    hall.at("draft")
    client = hall.client("tanto")
    form = {"verb": "hand_on", **hidden(client, hall.address())}
    first, again = client.post(hall.address(), form), client.post(hall.address(), form)
    assert (first.status_code, again.status_code, first["Location"]) == (302, 302, again["Location"])
    assert StageStep.objects.count() == 1


def test_the_same_approval_from_two_browsers_is_one_step(hall):
    hall.at("chief")
    here, there = hall.client("kacho"), hall.client("kacho")
    form = {"verb": "hand_on", **hidden(there, hall.address())}
    send(here, hall, "hand_on")
    answer = there.post(hall.address(), form)
    assert answer.status_code == 409
    assert "局取りまとめ・局長確認" in read(answer).one("section", **{"aria-labelledby": "conflict"}).text
    assert (StageStep.objects.count(), stored().stage.key) == (1, "bureau")


def test_what_was_typed_when_the_session_was_over_is_there_after_the_login(hall):
    hall.at("draft")
    client = hall.client("tanto")
    form = {"verb": "texts", **hidden(client, hall.address()), **TEXTS}
    client.logout()
    to_login = client.post(hall.address(), form)
    back = parse_qs(urlsplit(to_login["Location"]).query)["next"][0]
    client.force_login(hall.people["tanto"])
    answer = client.get(back, follow=True)
    assert answer.status_code == 200
    shown = read(answer)
    assert "入力した内容を復元しました" in shown.text
    assert "定性的な成果" in [one.attributes["value"] for one in shown.all("input", name="section_heading")]
    assert hall.cycle.name in shown.one("h1").text


def test_a_parked_decision_of_a_stale_page_is_a_conflict_when_it_is_sent(hall):
    hall.at("draft")
    client = hall.client("tanto")
    form = {"verb": "decide", **hidden(client, hall.address()), "progress": "A", "direction": "Ⅰ"}
    client.logout()
    back = parse_qs(urlsplit(client.post(hall.address(), form)["Location"]).query)["next"][0]
    send(hall.client("kacho"), hall, "texts", **TEXTS)
    client.force_login(hall.people["tanto"])
    shown = read(client.get(back, follow=True))
    again = carried(shown, "decide")
    assert again["version"] == [form["version"]]
    answer = client.post(hall.address(), again | {"progress": "A", "direction": "Ⅰ"})
    assert answer.status_code == 409


def test_nobody_decides_on_other_figures_than_the_form_showed(hall):
    hall.at("draft")
    client = hall.client("tanto")
    form = {"verb": "decide", **hidden(client, hall.address()), "progress": "A", "direction": "Ⅰ"}
    hall.node.indicators.get().results.filter(fiscal_year=2023).update(total=6)
    answer = client.post(hall.address(), form)
    assert answer.status_code == 409
    assert "成果指標1の実績値：7 → 6" in read(answer).text
    assert stored().inputs is None
    fresh = hidden(client, hall.address()) | {"once": "y" * 30}
    assert client.post(hall.address(), form | fresh).status_code == 302
    assert stored().inputs["indicators"][0]["result"] == "6"


@pytest.mark.parametrize("basis", ["", "x", "[]", '{"inputs":{"indicators":1},"rules":""}', "[" * 9999])
def test_a_decision_that_says_nothing_of_what_it_stands_on_is_not_saved(hall, basis):
    hall.at("draft")
    client = hall.client("tanto")
    form = {"verb": "decide", **hidden(client, hall.address()), "progress": "A", "direction": "Ⅰ"}
    assert client.post(hall.address(), form | {"basis": basis}).status_code == 409
    del form["basis"]
    assert client.post(hall.address(), form).status_code == 400
    assert stored().progress is None


# --- the last evaluation ---


def lines(shown: Element) -> dict[str, list[str]]:
    table = shown.one("section", **{"aria-labelledby": "earlier"}).one("table")
    return {cells[0]: cells[1:] for cells in table.rows[1:]}


def earlier_cycle(hall: Hall, **fields: Any) -> EvaluationCycle:
    cycle = EvaluationCycle.objects.get(pk=hall.cycle.pk)
    named = {"pk": None, "key": "before", "name": "前回の評価", "first_year": 2022, "last_year": 2022}
    for name, value in (named | fields).items():
        setattr(cycle, name, value)
    cycle.save()
    return cycle


def rated(cycle: EvaluationCycle, node: Any, **fields: Any) -> Evaluation:
    evaluation = Evaluation.objects.create(
        cycle=cycle,
        node=node,
        progress=cycle.progress_scale.levels.get(symbol="B"),
        direction=cycle.direction_scale.levels.get(symbol="Ⅰ"),
        **fields,
    )
    EvaluationReason.objects.create(
        evaluation=evaluation, subject="progress", number=1, text="前は遅れていた。"
    )
    return evaluation


def test_what_changed_since_the_last_cycle_stands_beside_what_it_was(hall):
    rated(earlier_cycle(hall), hall.node)
    evaluation = hall.at("draft", progress="A", direction="Ⅰ")
    EvaluationReason.objects.create(evaluation=evaluation, subject="progress", number=1, text="追いついた。")
    hall.node.indicators.get().targets.filter(fiscal_year=2022).update(value=9)
    found = lines(page(hall))
    assert found["施策の進捗状況"] == ["B 意味B", "A 意味A", "変更"]
    assert found["今後の方向性"] == ["Ⅰ 意味Ⅰ", "Ⅰ 意味Ⅰ", "同じ"]
    assert found["達成状況 1 指標1"][1:] == ["a", "変更"]
    assert found["施策の進捗状況 理由1"] == ["前は遅れていた。", "追いついた。", "変更"]


def test_the_classes_kept_with_the_old_decision_count_not_those_of_today(hall):
    kept = {"indicators": [{"indicator": "1", "class": "c"}, "nonsense"]}
    rated(earlier_cycle(hall), hall.node, inputs=kept)
    hall.at("draft")
    assert lines(page(hall))["達成状況 1 指標1"] == ["c", "a", "変更"]


def test_a_measure_is_compared_with_the_one_it_succeeds(hall):
    older = make_period(plan=hall.cycle.period.plan, number=2, first_year=2018, last_year=2021)
    before = make_node(period=older, code="9")
    make_indicator(node=before, number="1", name="指標1")
    make_indicator(node=before, number="2", name="前の期だけの指標")
    kept = {"indicators": [{"indicator": "1", "class": "b"}, {"indicator": "2", "class": "d"}]}
    rated(earlier_cycle(hall, period=older, first_year=2018, last_year=2019), before, inputs=kept)
    make_indicator(node=hall.node, number="2", name="新しい指標")
    hall.at("draft")
    assert not page(hall).all("section", **{"aria-labelledby": "earlier"})
    hall.node.succeeds.add(before)
    found = lines(page(hall))
    assert found["施策の進捗状況"][0] == "B 意味B"
    assert (found["達成状況 1 指標1"][0], found["達成状況 2 新しい指標"][0]) == ("b", "（なし）")


# --- what is still on its way stays inside ---


@pytest.mark.parametrize(
    ("key", "officers", "everybody"),
    [
        (None, True, True),
        ("draft", False, False),
        ("settle", False, False),
        ("report", True, False),
        ("publish", True, True),
        ("response", True, True),
    ],
)
def test_the_pages_of_the_plan_show_no_rating_before_it_stands(key, officers, everybody):
    hall = make_hall(is_published=True)
    evaluation = hall.at(key, progress="D", direction="Ⅳ", difference_reason="まだ言えない")
    EvaluationReason.objects.create(
        evaluation=evaluation, subject="progress", number=1, text="まだ言えない理由"
    )
    NarrativeSection.objects.create(evaluation=evaluation, kind="outcome", order=1, body="まだ言えない本文")
    for who, seen in (("tanto", officers), ("nobody", everybody), ("other city", everybody)):
        client = hall.client(who)
        node = client.get(hall.node.get_absolute_url(), {"plan": CITY}).content.decode()
        assert ("まだ言えない理由" in node) == ("まだ言えない本文" in node) == seen, who
        narrowed = read(client.get("/", {"plan": CITY, "progress": "D"}))
        listed = narrowed.one("table", class_="table--standings").text
        assert (hall.node.name in listed) == seen, who


def test_the_page_of_a_measure_leads_officers_to_its_evaluation(hall):
    address = hall.node.get_absolute_url()
    assert any(one.startswith("/evaluations/1/") for one in read(hall.client("tanto").get(address)).links)
    assert not any("/evaluations/" in one for one in read(hall.client("nobody").get(address)).links)


# --- the list of stages ---


def stages_form(client: Client, hall: Hall) -> dict[str, str]:
    shown = read(client.get(f"/evaluations/cycles/mid/stages/?{hall.query}"))
    form: dict[str, str] = {}
    for one in shown.one("main").all("input", "select"):
        name = one.attributes.get("name", "")
        if one.tag == "select":
            chosen = [option for option in one.all("option") if "selected" in option.attributes]
            form[name] = chosen[0].attributes["value"] if chosen else ""
        elif one.attributes.get("type") != "checkbox" or "checked" in one.attributes:
            form[name] = one.attributes.get("value", "")
    return form


def test_one_button_puts_the_default_stages_on_a_cycle_and_they_are_edited():
    hall = make_hall([])
    client = hall.client("jimukyoku")
    address = f"/evaluations/cycles/mid/stages/?{hall.query}"
    form = {**hidden(client, address), "default": "1"}
    assert client.post(address, form).status_code == 302
    assert client.post(address, form).status_code == 302
    assert [one.name for one in hall.stages.values()][:2] == ["所管課作成", "課長確認"]
    edited = stages_form(client, hall) | {
        "form-1-name": "部長確認",
        "form-1-due_on": "2024-06-01",
        "form-4-DELETE": "on",
        "form-2-ORDER": "2",
        "form-1-ORDER": "3",
    }
    assert client.post(address, edited).status_code == 302
    assert [one.name for one in hall.stages.values()][:4] == [
        "所管課作成",
        "局取りまとめ・局長確認",
        "部長確認",
        "事務局点検",
    ]
    stale = client.post(address, edited | {"once": "n" * 30})
    assert stale.status_code == 409
    told = read(stale).one("section", **{"aria-labelledby": "conflict"}).text
    assert "あなたが別の画面で先に変更したため、保存していません" in told
    assert all(word in told for word in ("課長確認", "部長確認", "企画 三郎"))


def test_a_list_that_cannot_work_is_refused_and_what_was_typed_stays(hall):
    client = hall.client("jimukyoku")
    address = f"/evaluations/cycles/mid/stages/?{hall.query}"
    form = stages_form(client, hall) | {"form-6-DELETE": "on", "form-1-name": "部長確認"}
    answer = client.post(address, form)
    assert answer.status_code == 422
    shown = read(answer)
    assert "「評価結果の決定」に当たる段階がありません。" in shown.text
    assert "部長確認" in [one.attributes.get("value") for one in shown.all("input")]
    nameless = stages_form(client, hall) | {"form-10-name": "新しい段階"}
    assert "することの種類を選んでください。" in read(client.post(address, nameless)).text
    assert len(hall.stages) == 10
