"""Drafts: kept while somebody types, offered with their age, never a result and never somebody else's."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from desk.actions import drafts
from desk.actions.sweeping import sweep
from desk.models import Draft, ParkedForm
from evaluations.sheets.answers import Answer
from indicators.models import Indicator, Result
from store.limits import LONGEST_FORM
from store.models import Change
from tests.entry.owing import Section, make_section
from tests.entry.sheets import TYPED, Desk, make_desk, stored
from tests.entry.sheets import hidden as hidden_in_sheet
from tests.entry.sheets import path_of as path_of_sheet
from tests.factories import make_project, make_result
from tests.reading import read

pytestmark = pytest.mark.django_db

YEAR = 2024
DRAFT = "/entry/draft/"


@pytest.fixture
def section() -> Section:
    return make_section(name="産業振興課")


@pytest.fixture
def officer(section: Section) -> Person:
    return section.staff(name="川崎花子")


@pytest.fixture
def client(officer: Person) -> Client:
    return logged_in(officer)


def logged_in(person: Person) -> Client:
    client = Client(headers={"Referer": "http://testserver/"})
    client.force_login(person)
    return client


def path_of(indicator: Indicator) -> str:
    return f"/entry/{indicator.pk}/{YEAR}/"


def keep(client: Client, path: str, **fields: Any) -> Any:
    return client.post(DRAFT, {"draft_path": path} | fields)


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def hidden(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(version|once)" value="([^"]*)"', text))


def carried(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(version|once|opened)" value="([^"]*)"', text))


def aged(**ago: Any) -> None:
    Draft.objects.update(at=timezone.now() - timedelta(**ago))


def test_what_was_typed_is_offered_with_its_age_and_restored_unsaved(section, client):
    (indicator,) = section.owe()
    path = path_of(indicator)
    answer = keep(
        client, path, version=0, total="六十六", footnote="暫定の集計", missing="", standing="expected"
    )
    aged(hours=3)
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["shown"])
    at = timezone.localtime(Draft.objects.get().at)
    text = text_of(client, path)
    assert f"{at.month}月{at.day}日 {at:%H:%M}の下書きがあります" in text
    for words in ("3時間前", "六十六", "暫定の集計", "見込値", "復元する", "破棄する"):
        assert words in text
    assert 'value="六十六"' not in text
    restored = text_of(client, f"{path}?draft=restore")
    assert 'value="六十六"' in restored
    assert "まだ保存していません" in restored
    assert "の下書きがあります" not in restored
    assert not Result.objects.filter(indicator=indicator, fiscal_year=YEAR).exists()
    assert not Change.objects.exists()


def test_saving_the_form_ends_its_draft_and_a_late_autosave_does_not_bring_it_back(section, client):
    (indicator,) = section.owe()
    path = path_of(indicator)
    form = hidden(text_of(client, path)) | {"total": "66"}
    keep(client, path, **form)
    assert client.post(path, form).status_code == 302
    assert keep(client, path, **form).json() == {"saved_at": None}
    assert not Draft.objects.exists()


def test_a_draft_is_kept_and_thrown_away_by_buttons_alone(section, client):
    (indicator,) = section.owe()
    path = path_of(indicator)
    kept = client.post(path, {"draft": "keep", "total": "66", "version": 0}, follow=True)
    text = kept.content.decode()
    assert "下書きを保存しました" in text
    assert 'name="total" value="66"' in text
    assert "の下書きがあります" not in text
    assert "の下書きがあります" in text_of(client, path)
    gone = client.post(path, {"draft": "discard"}, follow=True).content.decode()
    assert "下書きを破棄しました。" in gone
    assert "の下書きがあります" not in gone
    assert not Draft.objects.exists()
    assert not Result.objects.filter(fiscal_year=YEAR).exists()


def test_a_refusal_does_not_replace_what_another_tab_kept_since_and_says_so(section, client):
    (indicator,) = section.owe()
    path = path_of(indicator)
    here, there = carried(text_of(client, path)), carried(text_of(client, path))
    keep(client, path, **here, total="六", footnote="こちらの途中")
    keep(client, path, **there, total="六十六", footnote="別の画面で書いた")
    refused = client.post(path, here | {"total": "ろく", "footnote": "こちらで書いた"})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "別の画面で書いた" in Draft.objects.get().body
    assert "別の画面で入力した下書き" in text
    assert "こちらで書いた" in text
    assert "data-draft-dirty" not in text  # the script would replace it at once

    # from then on it is known: what is typed on takes its place, as it does in a single tab
    client.post(path, carried(text) | {"total": "ろく", "footnote": "こちらで続けた"})
    assert "こちらで続けた" in Draft.objects.get().body
    again = client.post(path, carried(text) | {"total": "ろく", "footnote": "こちらで書き終えた"})
    assert "別の画面" not in again.content.decode()
    assert "こちらで書き終えた" in Draft.objects.get().body
    assert "once" not in drafts.fields_of(Draft.objects.get())


def test_the_button_keeps_what_is_typed_on_a_page_whose_form_has_counted(section, client):
    (indicator,) = section.owe()
    path = path_of(indicator)
    begun = hidden(text_of(client, path))
    assert client.post(path, begun | {"total": "66"}).status_code == 302
    assert keep(client, path, **begun, total="66", footnote="遅れて届いた").json() == {"saved_at": None}
    back = client.post(path, begun | {"total": "66", "footnote": "戻って続けた", "draft": "keep"})
    assert "戻って続けた" in client.get(back["Location"]).content.decode()
    assert "戻って続けた" in Draft.objects.get().body


@pytest.mark.parametrize(("where", "still"), [("figure", "提出はまだです。"), ("record", "保存はまだです。")])
def test_what_is_still_to_be_done_is_called_as_on_its_page(section, client, where, still):
    (indicator,) = section.owe()
    project = make_project(counts_in=indicator, node=section.node, counting_year=YEAR)
    path = path_of(indicator) if where == "figure" else f"/entry/projects/record/{project.pk}/"
    kept = client.post(path, {"draft": "keep", "summary": "一", "version": 0}, follow=True).content.decode()
    assert f"）。{still}" in kept


def test_throwing_a_draft_away_after_the_session_was_over_empties_no_form(section, officer, client):
    project = make_project(
        counts_in=section.owe()[0], counting_year=YEAR, name="環境学習", summary="小学校で行う。"
    )
    path = f"/entry/projects/record/{project.pk}/"
    keep(client, path, version=1, name="書きかけ")
    offer = read(client.get(path)).one("section", class_="draft-offer").one("form")
    sent = {one.attributes["name"]: one.attributes["value"] for one in offer.all("input")}
    assert set(sent) == {"csrfmiddlewaretoken", "whose", "once", "opened"}
    client.session.flush()
    answer = client.post(path, sent | {"draft": "discard"})
    assert answer["Location"] == f"/accounts/login/?next={path}"
    client.force_login(officer)
    page = read(client.get(path))
    assert page.one("textarea", name="summary").text == "小学校で行う。"
    assert "の下書きがあります" in page.text
    assert not ParkedForm.objects.exists()


def test_a_draft_on_an_older_row_says_so_and_meets_the_conflict_page(section, client):
    (indicator,) = section.owe()
    path = path_of(indicator)
    keep(client, path, version=0, total="66")
    make_result(indicator=indicator, fiscal_year=YEAR, total=62, entry_state="waiting")
    assert "この下書きの後に、保存されている内容が変わっています。" in text_of(client, path)
    form = hidden(text_of(client, f"{path}?draft=restore"))
    assert form["version"] == "0"
    answer = client.post(path, form | {"total": "66"})
    assert answer.status_code == 409
    assert "62" in answer.content.decode()
    assert Draft.objects.exists()


def test_nobody_sees_the_draft_of_a_colleague(section, client):
    (indicator,) = section.owe()
    path = path_of(indicator)
    keep(client, path, version=0, total="7,770,777")
    colleague = logged_in(section.staff())
    for address in (path, f"{path}?draft=restore"):
        text = text_of(colleague, address)
        assert "7,770,777" not in text
        assert "の下書きがあります" not in text
    keep(colleague, path, version=0, total="888")
    assert sorted(json.loads(row.body)["total"] for row in Draft.objects.all()) == [["7,770,777"], ["888"]]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/", id="a page without a form of entry"),
        pytest.param("/entry/", id="a list"),
        pytest.param("/entry/draft/", id="itself"),
        pytest.param("https://elsewhere.example/entry/1/2024/", id="another site"),
        pytest.param("//elsewhere.example/entry/1/2024/", id="another host"),
        pytest.param("/entry/987654321/2024/", id="a missing figure"),
        pytest.param("", id="nothing"),
        pytest.param("/entry/\u0000/", id="a sign no address has"),
    ],
)
def test_only_a_form_of_entry_has_drafts(path, client):
    answer = keep(client, path, total="66")
    assert (answer.status_code, answer.json()["error"]) == (404, "この入力画面は見つかりません。")
    assert not Draft.objects.exists()


def test_passwords_and_tokens_are_not_kept(section, client):
    (indicator,) = section.owe()
    secrets = {"csrfmiddlewaretoken": "t" * 64, "password": "p", "parked": "k", "once": "o" * 32}
    keep(client, path_of(indicator), total="66", **secrets)
    kept = Draft.objects.get()
    assert drafts.fields_of(kept).dict() == {"total": "66"}
    assert not any(word in kept.body for word in secrets.values() if len(word) > 1)


def test_what_is_too_long_is_refused_in_words_and_the_earlier_draft_stays(section, client):
    (indicator,) = section.owe()
    keep(client, path_of(indicator), total="66")
    answer = keep(client, path_of(indicator), footnote="長" * LONGEST_FORM)
    assert answer.status_code == 413
    assert "長さを超えています" in answer.json()["error"]
    assert json.loads(Draft.objects.get().body) == {"total": ["66"]}


def test_a_draft_ends_after_its_days_and_is_swept(section, client, settings, monkeypatch):
    first, second = section.owe(2)
    keep(client, path_of(first), version=0, total="66")
    aged(days=settings.ENTRY_DRAFT_DAYS, seconds=1)
    assert "の下書きがあります" not in text_of(client, path_of(first))
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 1)
    keep(client, path_of(second), total="67")  # what has ended takes no room
    assert sweep()["下書き"] == 1
    assert [row.path for row in Draft.objects.all()] == [path_of(second)]


def test_one_person_has_so_many_drafts_and_no_more(section, officer, monkeypatch, client):
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 1)
    first, second = section.owe(2)
    assert keep(client, path_of(first), total="66").status_code == 200
    assert keep(client, path_of(first), total="67").status_code == 200
    assert keep(client, path_of(second), total="68").status_code == 413


def test_a_draft_needs_a_token_and_a_login(section, officer):
    (indicator,) = section.owe()
    stranger, strict = Client(), Client(enforce_csrf_checks=True)
    strict.force_login(officer)
    assert keep(stranger, path_of(indicator), total="66").status_code == 302
    assert keep(strict, path_of(indicator), total="66").status_code == 403
    assert strict.get(DRAFT).status_code == 405
    assert not Draft.objects.exists()


def test_a_confirmed_figure_shows_what_was_typed_but_nothing_to_restore(section, client):
    (indicator,) = section.owe()
    keep(client, path_of(indicator), version=0, total="777")
    make_result(indicator=indicator, fiscal_year=YEAR, total=62, entry_state="confirmed")
    text = text_of(client, path_of(indicator))
    assert "777" in text
    assert "復元する" not in text


# the grid


def rows_of(text: str) -> dict[int, str]:
    found = re.findall(r'name="row" value="((\d+)-\d+-[0-9a-f]{16})"', text)
    return {int(pk): key for key, pk in found}


def grid_of(section: Section) -> str:
    return f"/entry/grid/?round={section.round.pk}&department={section.department.pk}"


def test_a_grid_has_one_draft_that_names_the_changed_rows(section, client):
    first, second = section.owe(2)
    path = grid_of(section)
    shown = rows_of(text_of(client, path))
    typed = {"row": list(shown.values()), f"{first.pk}-total": "六十六", f"{second.pk}-total": ""}
    assert keep(client, path, **typed).status_code == 200
    offer = text_of(client, "/entry/grid/")
    section_of_offer = offer.split('class="draft-offer"')[1].split("</section>")[0]
    assert str(first) in section_of_offer
    assert str(second) not in section_of_offer
    restored = text_of(client, f"{path}&draft=restore")
    assert "下書きから復元した内容です。まだ保存していません。" in restored
    assert 'value="六十六"' in restored


def test_after_some_rows_were_saved_the_draft_holds_the_others(section, client):
    first, second = section.owe(2)
    path = grid_of(section)
    shown = rows_of(text_of(client, path))
    typed = {"row": list(shown.values()), f"{first.pk}-total": "66", f"{second.pk}-total": "だいたい"}
    keep(client, path, **typed)
    client.post(path, typed | {"once": "a" * 32})
    assert Result.objects.get(indicator=first, fiscal_year=YEAR).total == 66
    body = json.loads(Draft.objects.get().body)
    assert body["row"] == [shown[second.pk]]
    assert f"{first.pk}-total" not in body
    client.post(path, {"row": [shown[second.pk]], f"{second.pk}-total": "67", "once": "b" * 32})
    assert not Draft.objects.exists()


def test_a_draft_of_rows_that_were_saved_since_is_not_offered(section, client):
    (indicator,) = section.owe()
    path = grid_of(section)
    shown = rows_of(text_of(client, path))
    typed = {"row": list(shown.values()), f"{indicator.pk}-total": "66"}
    client.post(path, typed | {"once": "a" * 32})
    keep(client, path, **typed)
    assert "の下書きがあります" not in text_of(client, path)


@pytest.mark.parametrize("row", ["", "1-x", "1-1-0000000000000000"])
def test_a_draft_that_is_no_form_of_ours_breaks_no_grid(section, client, row):
    section.owe()
    path = grid_of(section)
    assert keep(client, path, row=row, total="66").status_code == 200
    for address in (path, f"{path}&draft=restore"):
        assert client.get(address).status_code == 200


def test_a_grid_that_is_not_ones_own_keeps_no_draft(section, client):
    elsewhere = make_section(plan=section.round.plan)
    assert keep(client, grid_of(elsewhere), total="66").status_code in {403, 404}
    assert not Draft.objects.exists()


def test_the_grid_keeps_a_draft_by_its_button(section, client):
    (indicator,) = section.owe()
    path = grid_of(section)
    shown = rows_of(text_of(client, path))
    fields = {"row": list(shown.values()), f"{indicator.pk}-total": "66", "draft": "keep"}
    answer = client.post(path, fields)
    assert answer["Location"] == f"{path}&draft=kept"
    assert "の下書きがあります" in text_of(client, path)
    assert not Result.objects.filter(fiscal_year=YEAR).exists()


def test_the_grid_shows_after_keeping_what_was_typed_right_or_wrong(section, client):
    first, second, third = section.owe(3)
    path = grid_of(section)
    shown = rows_of(text_of(client, path))
    typed = {f"{first.pk}-total": "66", f"{second.pk}-total": "だいたい五十", f"{second.pk}-footnote": "注"}
    fields = {"row": list(shown.values()), "draft": "keep", f"{third.pk}-total": ""} | typed
    text = client.post(path, fields, follow=True).content.decode()
    assert "下書きを保存しました" in text
    assert "の下書きがあります" not in text
    for words in ('value="66"', 'value="だいたい五十"', ">注</textarea>"):
        assert words in text
    assert text.count("下書きにある内容です。まだ保存していません。") == 2
    assert rows_of(text) == shown


def test_a_grid_that_was_refused_keeps_what_was_typed_as_a_draft(section, client):
    (indicator,) = section.owe()
    path = grid_of(section)
    shown = rows_of(text_of(client, path))
    typed = {"row": list(shown.values()), f"{indicator.pk}-total": "だいたい", "once": "a" * 32}
    assert client.post(path, typed).status_code == 200
    assert "だいたい" in text_of(client, path)
    assert 'value="だいたい"' in text_of(client, f"{path}&draft=restore")


# the 事務事業評価シート


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def test_a_sheet_is_offered_restored_and_forgotten_when_it_is_kept(desk):
    node, client = desk.owes(), logged_in(desk.office.staff)
    path = path_of_sheet(node)
    form = hidden_in_sheet(client, node) | TYPED | {"number-visits": "だいたい"}
    assert keep(client, path, **form).status_code == 200
    text = text_of(client, path)
    for words in ("の下書きがあります", "相談窓口を開く。", "復元する"):
        assert words in text
    assert "相談窓口を開く。</textarea>" not in text
    restored = text_of(client, f"{path}?draft=restore")
    for words in ("相談窓口を開く。</textarea>", 'value="だいたい"', "まだ保存していません"):
        assert words in restored
    assert "の下書きがあります" not in restored
    client.post(path, hidden_in_sheet(client, node) | TYPED)
    assert stored(node).entry_state == "draft"
    assert not Draft.objects.exists()


def test_a_draft_of_a_sheet_on_an_older_version_meets_the_conflict_page(desk):
    node, client = desk.owes(), logged_in(desk.office.staff)
    path = path_of_sheet(node)
    keep(client, path, **hidden_in_sheet(client, node), **{"text-plan": "窓口を閉じる。"})
    desk.written(node, hand_in=False)
    assert "この下書きの後に、保存されている内容が変わっています。" in text_of(client, path)
    restored = hidden(text_of(client, f"{path}?draft=restore"))
    assert restored["version"] == "0"
    answer = client.post(path, restored | {"text-plan": "窓口を閉じる。"})
    assert answer.status_code == 409
    assert "窓口を閉じる。" in answer.content.decode()


def test_a_draft_of_a_sheet_that_says_nothing_new_is_not_offered(desk):
    node, client = desk.owes(), logged_in(desk.office.staff)
    desk.written(node, hand_in=False, plan=Answer(text="相談窓口を開く。"))
    keep(client, path_of_sheet(node), **hidden_in_sheet(client, node), **{"text-plan": "窓口を増やす。"})
    assert "の下書きがあります" in text_of(client, path_of_sheet(node))
    keep(client, path_of_sheet(node), **hidden_in_sheet(client, node), **{"text-plan": "相談窓口を開く。"})
    assert "の下書きがあります" not in text_of(client, path_of_sheet(node))


def test_a_confirmed_sheet_shows_what_was_typed_but_nothing_to_restore(desk):
    node, client = desk.owes(), logged_in(desk.office.staff)
    keep(client, path_of_sheet(node), **hidden_in_sheet(client, node), **{"text-plan": "間に合わなかった。"})
    desk.confirmed(node)
    text = text_of(client, path_of_sheet(node))
    assert "間に合わなかった。" in text
    assert "復元する" not in text
    assert "破棄する" in text


def test_a_sheet_elsewhere_keeps_no_draft(desk):
    node = desk.owes()
    stranger = logged_in(desk.office.beside().staff)
    assert keep(stranger, path_of_sheet(node), **{"text-plan": "覗く"}).status_code == 404
    assert keep(stranger, f"/entry/sheets/{node.pk}/1999/", **{"text-plan": "覗く"}).status_code == 404
    assert not Draft.objects.exists()


def test_a_sheet_that_was_refused_keeps_its_draft_with_the_version_on_which_it_began(desk):
    node, client = desk.owes(), logged_in(desk.office.staff)
    form = hidden_in_sheet(client, node) | TYPED | {"number-visits": "だいたい"}
    desk.written(node, hand_in=False)
    answer = client.post(path_of_sheet(node), form)
    assert answer.status_code == 422
    assert hidden(answer.content.decode())["version"] == "0"
    restored = text_of(client, f"{path_of_sheet(node)}?draft=restore")
    assert 'value="だいたい"' in restored
    again = hidden(restored)
    assert again["version"] == "0"
    typed = {name: text for name, text in form.items() if name != "once"} | {"number-visits": "13"}
    assert client.post(path_of_sheet(node), typed | again).status_code == 409
    assert stored(node).version == 1


# leading projects


def test_a_record_of_a_project_is_restored_with_what_was_chosen_and_forgotten_when_saved(section, client):
    (indicator,) = section.owe(figure_source="projects")
    path = f"/entry/projects/{indicator.pk}/{YEAR}/new/"
    typed = {
        "name": "灯りの実証",
        "indicators": [indicator.pk],
        "counting_year": "令和6年度",
        "partners": "灯台社",
    }
    assert keep(client, path, node=section.node.pk, version=0, **typed).status_code == 200
    assert "灯りの実証" in text_of(client, path)
    restored = text_of(client, f"{path}?draft=restore")
    assert 'value="灯りの実証"' in restored
    assert 'value="令和6年度"' in restored
    assert "checked" in restored
    form = hidden(restored) | typed | {"node": section.node.pk, "standing": "running"}
    answer = client.post(path, form)
    assert answer.status_code == 302
    assert not Draft.objects.exists()


def test_a_stored_record_keeps_drafts_for_who_keeps_it_alone(section, client):
    (indicator,) = section.owe()
    project = make_project(counts_in=indicator, node=section.node, counting_year=YEAR)
    path = f"/entry/projects/record/{project.pk}/"
    elsewhere = logged_in(make_section(plan=section.round.plan).staff())
    assert keep(elsewhere, path, name="別名").status_code == 404
    assert keep(client, path, version=project.version, name="別名").status_code == 200
    assert "別名" in text_of(client, path)
    assert client.post(path, {"draft": "discard"}).status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.parametrize("is_new", [True, False])
def test_a_record_shows_after_keeping_what_was_typed_right_or_wrong(section, client, is_new):
    (indicator,) = section.owe(figure_source="projects")
    project = make_project(counts_in=indicator, node=section.node, counting_year=YEAR, name="灯り")
    path = (
        f"/entry/projects/{indicator.pk}/{YEAR}/new/" if is_new else f"/entry/projects/record/{project.pk}/"
    )
    typed = {
        "name": "",
        "counting_year": "来年ごろ",
        "summary": "一行目",
        "partners": "甲社",
        "standing": "ended",
    }
    form = (
        hidden(text_of(client, path)) | typed | {"node": section.node.pk, "draft": "keep", "separate": "on"}
    )
    answer = client.post(path, form, follow=True)
    text = answer.content.decode()
    assert "下書きを保存しました" in text
    assert "の下書きがあります" not in text
    shown = answer.context["form"]
    assert {name: shown[name].value() for name in typed} == typed
    assert (shown["indicators"].value(), shown["separate"].value()) == ([], "on")
    assert project.version == type(project).objects.get(pk=project.pk).version


def test_a_record_that_was_refused_keeps_its_draft_with_the_version_on_which_it_began(section, client):
    (indicator,) = section.owe(figure_source="projects")
    project = make_project(counts_in=indicator, node=section.node, counting_year=YEAR, name="灯り")
    path = f"/entry/projects/record/{project.pk}/"
    form = hidden(text_of(client, path)) | {"node": section.node.pk, "standing": "running"}
    form |= {"name": "灯台", "counting_year": "来年ごろ", "indicators": indicator.pk}
    type(project).objects.filter(pk=project.pk).update(version=project.version + 1, summary="ほかの人の概要")
    answer = client.post(path, form)
    assert answer.status_code == 422
    assert hidden(answer.content.decode())["version"] == form["version"]
    restored = text_of(client, f"{path}?draft=restore")
    assert 'value="灯台"' in restored
    again = form | hidden(restored) | {"counting_year": "R6"}
    assert client.post(path, again).status_code == 409
    project.refresh_from_db()
    assert (project.name, project.summary) == ("灯り", "ほかの人の概要")
