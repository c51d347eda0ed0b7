"""The five large forms in a real browser: refused, left, the session lost, somebody first, and without any script.

One city serves the whole module: no test depends on what another left in it, as each types texts of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.test import Client, TransactionTestCase
from playwright.sync_api import BrowserContext, Locator, Page, expect

from accounts.models import Person
from desk.actions import drafts
from desk.models import Draft, ParkedForm, Usage
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason
from indicators.models import Indicator
from policies.models import PolicyNode
from projects.models import LeadingProject
from store.models import Change
from tests.form_city import OLD, YEAR, FormCity, make_form_city
from tests.forms_found import forms_on

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "四月の会議で決まったとおり、書き直しました。\n二行目もあります。"
LATER = "離れる前に書いた文です。"
UNSAVED = "保存しないで離れる文です。"
PLAIN = "スクリプトなしで書いた文です。"
THEIRS = "同僚が先に書いた文です。"
ELSEWHERE = "/accounts/password/"
Watch = Callable[[BrowserContext], BrowserContext]


@dataclass(frozen=True)
class Case:
    """A form: its address, its button, the field into which words are typed, what else, and what is wrong at first."""

    path: str
    kind: str  # as tests/forms_found.py calls it
    button: str
    words: str  # the name of the field
    others: Mapping[str, str]
    wrong: Mapping[str, str]
    again: str = ""  # what the button is called once somebody was first
    keeps: bool = True  # whether there is a button for drafts; else they are kept when the window is left
    form: str = "form[data-draft]"

    def found(self) -> "Case":
        """Return it with the keys of the city's rows."""
        keys = {
            "figure": Indicator.objects.get(name="まだの指標").pk,
            "sheet": PolicyNode.objects.get(name="まだの事務事業").pk,
            "project": LeadingProject.objects.get().pk,
        }
        others, wrong = (
            {name.format(**keys): text for name, text in one.items()} for one in (self.others, self.wrong)
        )
        path, words = self.path.format(**keys), self.words.format(**keys)
        return replace(self, path=path, words=words, others=others, wrong=wrong)

    def own(self, words: str) -> str:
        """Return words that are typed into no other form: two of them are about the same figure."""
        return f"{words}（{self.kind}）"

    def said(self, words: str) -> dict[str, str]:
        """Return what is typed, with these words."""
        return {**self.others, self.words: self.own(words)}


CASES = {
    "a figure": Case(
        path=f"/entry/{{figure}}/{YEAR}/",
        kind="entry:figure",
        button="保存して次へ",
        words="footnote",
        others={"total": "6"},
        wrong={"total": "ろくじゅう"},
        again="自分の入力で保存して次へ",
        keeps=False,
    ),
    "the grid": Case(
        path="/entry/grid/",
        kind="entry:grid",
        button="変更した行を保存",
        words="{figure}-footnote",
        others={"{figure}-total": "6"},
        wrong={"{figure}-total": "ろくじゅう"},
    ),
    "a sheet": Case(
        path=f"/entry/sheets/{{sheet}}/{YEAR}/",
        kind="entry:sheet",
        button="途中保存（入力中）",
        words="text-plan",
        others={"number-visits": "12.5"},
        wrong={"number-visits": "たくさん"},
        keeps=False,
    ),
    "the record of a project": Case(
        path="/entry/projects/record/{project}/",
        kind="entry:project",
        button="保存",
        words="summary",
        others={"last_year": "R6"},
        wrong={"last_year": "いつか"},
        again="自分の入力で保存",
    ),
    "the texts of an evaluation": Case(
        path="/evaluations/1/",
        kind="evaluations:evaluation verb=texts",
        button="本文と理由を保存する",
        words="reason_body",
        others={"section_heading": "見出し", "section_body": "本文です。"},
        wrong={"section_body": ""},
        form="form.texts-form",
    ),
}


@pytest.fixture
def _django_db_helper() -> None:
    """Keep the database as it is from test to test: it is emptied when the module is over."""


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[FormCity]:
    """The city of all these tests."""
    with django_db_blocker.unblock():
        made = make_form_city()
        reason = {"subject": "progress", "number": 1, "text": OLD}
        EvaluationReason.objects.create(evaluation=Evaluation.objects.get(node=made.hall.node), **reason)
        yield made
        TransactionTestCase("__init__")._fixture_teardown()  # type: ignore[attr-defined]


@pytest.fixture(params=[*CASES.values()], ids=[*CASES])
def case(request: pytest.FixtureRequest, city: FormCity) -> Case:
    """A form, before which nothing is kept of anybody."""
    for kept in (Draft, ParkedForm, Usage, Session):
        kept.objects.all().delete()
    found: Case = request.param.found()
    return found


@pytest.fixture
def officer(city: FormCity, base_url: str) -> Callable[[BrowserContext], Person]:
    """Somebody who enters it all; called with a browser, they sit before it, logged in."""

    def sit_down(context: BrowserContext) -> Person:
        client = Client()
        client.force_login(city.people["tanto"])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
        return city.people["tanto"]

    return sit_down


@pytest.fixture(autouse=True)
def _a_refusal_is_no_fault(faults: list[str], watched: Watch) -> Iterator[None]:
    """Let the browser complain about the status of a refusal."""
    yield
    faults[:] = [one for one in faults if "status of 4" not in one]


def test_a_refusal_leaving_and_the_button_for_drafts_lose_nothing(
    page: Page, officer: Callable[[BrowserContext], Person], case: Case
) -> None:
    person, before = officer(page.context), Change.objects.count()
    page.goto(case.path)
    wrong = {**case.said(TYPED), **case.wrong}
    write(page, case, wrong)
    with page.expect_navigation():
        save(page, case).click()
    stands(page, case, wrong)
    assert Change.objects.count() == before
    if not keeps(person, wrong):
        expect(page.locator(f"{case.form}[data-draft-dirty]")).to_have_count(1)

    # left in the middle of a word, without any button
    write(page, case, {case.words: case.own(UNSAVED)})
    come_back(page, person, case)
    stands(page, case, {**wrong, case.words: case.own(UNSAVED)})
    expect(page.locator(f"{case.form} [data-draft-shown]")).to_contain_text("下書きを保存しました")
    begun = version(page, case)

    # kept by the button, or as the window is left: said, and nothing else of the screen has changed
    page.evaluate("window.isTheSame = true")
    write(page, case, case.said(LATER))
    keep(page, case)
    wait_until(page, lambda: keeps(person, case.said(LATER)))
    expect(page.locator(f"{case.form} [data-draft-said]")).to_contain_text("下書きを保存しました")
    assert page.evaluate("window.isTheSame") is True
    stands(page, case, case.said(LATER))
    assert version(page, case) == begun
    assert Change.objects.count() == before


def test_a_lost_session_loses_nothing_and_who_was_first_is_met(
    page: Page, officer: Callable[[BrowserContext], Person], city: FormCity, case: Case
) -> None:
    person = officer(page.context)
    page.goto(case.path)
    begun = version(page, case)
    write(page, case, case.said(TYPED))
    somebody_is_first(city.colleagues["tanto"], case)
    Session.objects.all().delete()
    before = Change.objects.count()
    save(page, case).click()
    log_in(page, person)
    stands(page, case, case.said(TYPED))
    assert version(page, case) == begun

    # somebody was first: mine stands beside theirs, and theirs is what is saved
    with page.expect_navigation() as answer:
        save(page, case).click()
    assert answer.value.status == 409
    expect(page.locator("main")).to_contain_text(case.own(THEIRS))
    expect(page.locator("main")).to_contain_text("先に")
    stands(page, case, case.said(TYPED))
    assert Change.objects.count() == before

    # only now does mine take its place, once, however often it is clicked
    save(page, case, is_late=True).dblclick()
    mine = Change.objects.filter(sequence__gt=newest_of(city.colleagues["tanto"]), who=person)
    wait_until(page, mine.exists)
    expect(page.locator("main")).not_to_contain_text("保存していません")
    written = [(one.old, one.new) for one in mine if one.new == case.own(TYPED)]
    assert written == [(case.own(THEIRS), case.own(TYPED))]
    assert len({(one.object_id, one.field) for one in mine}) == len(mine)
    assert not ParkedForm.objects.exists()
    assert not drafts_of(person, case).exists()


def test_without_any_script_a_refusal_keeps_the_text_and_saving_works(
    new_context: Any, watched: Watch, officer: Callable[[BrowserContext], Person], case: Case
) -> None:
    context = watched(new_context(java_script_enabled=False))
    person, page = officer(context), context.new_page()
    begun = Change.objects.latest("sequence").sequence
    page.goto(case.path)
    wrong = {**case.said(PLAIN), **case.wrong}
    write(page, case, wrong)
    save(page, case).click()
    stands(page, case, wrong)
    write(page, case, case.said(PLAIN))
    if case.keeps:
        keep(page, case)
        expect(page.get_by_text("下書きを保存しました")).to_be_visible()
        stands(page, case, case.said(PLAIN))
        assert keeps(person, case.said(PLAIN))
    save(page, case).click()
    expect(page.locator("main")).not_to_contain_text("保存していません")
    assert Change.objects.filter(sequence__gt=begun, who=person, new=case.own(PLAIN)).count() == 1
    assert not drafts_of(person, case).exists()


# --- what an officer does, and sees ---


def save(page: Page, case: Case, *, is_late: bool = False) -> Locator:
    """Return the button that saves the form."""
    name = case.again if is_late and case.again else case.button
    return page.locator(case.form).get_by_role("button", name=name, exact=True)


def write(page: Page, case: Case, said: Mapping[str, str]) -> None:
    """Type into the fields, each time into the first of its name."""
    for name, text in said.items():
        page.locator(f"{case.form} [name='{name}']").first.fill(text)


def stands(page: Page, case: Case, said: Mapping[str, str]) -> None:
    """Wait until everything stands in its field, to the last character."""
    for name, text in said.items():
        expect(page.locator(f"{case.form} [name='{name}']").first).to_have_value(text)


def version(page: Page, case: Case) -> str:
    """Return the version on which the form says that it began; of the grid, that of the row."""
    row = case.words.partition("-")[0]
    field = f"[name='row'][value^='{row}-']" if case.kind == "entry:grid" else "[name='version']"
    return page.locator(f"{case.form} input{field}").input_value()


def keep(page: Page, case: Case) -> None:
    """Press the button for drafts; where there is none, leave the window."""
    if not case.keeps:
        page.evaluate("window.dispatchEvent(new Event('blur'))")
        return
    page.locator(case.form).get_by_role("button", name="下書き保存").click()


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait until it is so, which the page itself does not show."""
    for _ in range(300):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it does not come")


def come_back(page: Page, person: Person, case: Case) -> None:
    """Leave the page for another one, open it again and take up the draft that it offers.

    What the tab itself keeps until it knows that the server has it is left out: tests/browser/test_drafts.py.
    """
    page.goto(ELSEWHERE)
    wait_until(page, lambda: keeps(person, {case.words: case.own(UNSAVED)}))
    page.evaluate("sessionStorage.clear()")
    page.goto(case.path)
    page.locator(".draft-offer").get_by_role("link", name="復元する").click()


def log_in(page: Page, person: Person) -> None:
    """Log in where the page has led."""
    page.get_by_label("利用者ID").fill(person.username)
    page.get_by_label("パスワード").fill("password")
    page.get_by_role("button", name="ログイン").click()


def keeps(person: Person, said: Mapping[str, str]) -> bool:
    """Tell whether one draft of the person holds all of this."""
    kept = [fields_of(one) for one in Draft.objects.filter(person=person)]
    return any(all(text in one.get(name, []) for name, text in said.items()) for one in kept)


def drafts_of(person: Person, case: Case) -> QuerySet[Draft]:
    """Return what is kept of this form; what the closing window of a test before sends may still arrive."""
    return Draft.objects.filter(person=person, path__startswith=case.path)


def fields_of(draft: Draft) -> dict[str, list[str]]:
    """Return the fields of a draft, with the line ends of a browser's own fields."""
    sent = drafts.fields_of(draft)
    return {name: [text.replace("\r\n", "\n") for text in texts] for name, texts in sent.lists()}


def somebody_is_first(colleague: Person, case: Case) -> None:
    """Let a colleague save the same form with other words."""
    client = Client(headers={"Referer": "http://testserver/"})
    client.force_login(colleague)
    form = next(one for one in forms_on(case.path, client.get(case.path)) if one.kind == case.kind)
    theirs = {name: [text, *form.fields[name][1:]] for name, text in case.said(THEIRS).items()}
    answer = client.post(form.action, {**form.fields, **theirs, **dict(button_of(case))})
    assert answer.status_code == 302
    assert Change.objects.filter(who=colleague, new=case.own(THEIRS)).exists()


def button_of(case: Case) -> list[tuple[str, str]]:
    """Return what the button of the form says of itself."""
    return [("keep", "1")] if case.kind == "entry:sheet" else []


def newest_of(person: Person) -> int:
    """Return the number of the last line of history by that person."""
    return Change.objects.filter(who=person).latest("sequence").sequence
