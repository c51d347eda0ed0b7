"""All forms of the application, one by one: found by a crawl, and held against one table of what is typed into them."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F
from django.test import Client, override_settings

from accounts.models import Person
from desk.actions.once import new_key
from desk.marks import mark_of
from desk.models import Draft, ParkedForm
from evaluations.committee.actions.reviews import put_members
from evaluations.committee.models import Review
from evaluations.rating.actions.stage_lists import leave_out
from evaluations.rating.models.evaluation import Evaluation
from policies.actions import add_node, move_node, remove_node
from policies.models import PolicyNode
from reports.jobs.actions.asking import ask
from reports.tables.actions.working import keep_grids, table_address
from reports.tables.grids import grid_of
from reports.unsaid.models import UnsaidQuestion
from store.actions.numbers import move
from store.models import Change
from store.numbers import EVERYTHING
from tests.city import CITY, OTHER_CITY, make_official, make_one_of_each
from tests.entry.sheet_office import SHEET, edited
from tests.evaluations.hall import COMMAND
from tests.factories import make_node
from tests.form_city import FormCity, make_form_city
from tests.forms_found import Crawl, Fields, FormFound, crawl, forms_on
from tests.kept import Action, Reader, actions, held_against_fresh, reader
from tests.reaching import traces
from tests.reading import read
from tests.reports.papers import make_report
from tests.scenery import read_only
from tests.statements import ONLY_DATABASE
from tests.test_admin import EDITABLE, address, name_of

pytestmark = pytest.mark.django_db

STARTS: Final = ("/", "/entry/", "/evaluations/", "/reports/questions/", "/admin/")
MORE_STARTS: Final = (
    f"/evaluations/?plan={CITY}&period=1&cycle=other",
    "/entry/board/?round={closed_round}",
)  # what a list offers to choose, which no link leads to
MOST: Final = {
    **dict.fromkeys(("policies:overview", "policies:policy_node", "projects:project_list"), 1),
    **dict.fromkeys(("indicators:indicator_detail", "projects:project_detail"), 1),
    **dict.fromkeys(("evaluations:profile_compare", "admin:app_list"), 0),
    "evaluations:profile_list": 1,
    "evaluations:evaluation": 5,
    **dict.fromkeys(("evaluations:board", "evaluations:stages"), 2),
    **dict.fromkeys(("evaluations:wording_list", "evaluations:compile_list", "evaluations:compiling"), 1),
    **dict.fromkeys(("evaluations:wording_edit", "evaluations:publish"), 1),
    "evaluations:profile_edit": 2,
    **dict.fromkeys(("entry:todo", "entry:sheet", "entry:ledger", "entry:ledgers"), 1),
    **dict.fromkeys(("entry:project_new", "entry:project", "entry:interim"), 1),
    **dict.fromkeys(
        ("entry:board", "entry:board_department", "entry:sheet_read", "entry:send_back", "entry:figure"), 2
    ),
    **dict.fromkeys(("admin changelist", "admin add", "admin change", "admin delete"), 1),
}
A_CHOICE: Final = "(the first that can be chosen)"
ANOTHER: Final = "(the last that can be chosen)"
CLASSES: Final = ("field-error", "notice notice--error", "conflict")
TYPED: Final = "四月の会議で決まったとおり、ていねいに書き直しました。\n二行目もあります。"
THEIRS: Final = "同僚が先に書いた文です。"
UNSEEN: Final = "見えない\u202e文字のある文です。"
UNTOLD: Final = frozenset({"row", "pick"})  # ticks: they say of what, and are never words


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is typed into a form, and what it answers.

    `mine` can be saved, with `wrong` beside it it cannot; `theirs` is what a colleague saves first. Names are
    patterns: the first field that fits is meant. `where` is part of the page on which the form is taken from several.
    `late` is answered to whoever comes after the colleague. Without one of `versions` it cannot be read. `why_not` says
    why a form is not sent here.
    """

    by: str = "jimukyoku"
    where: str = ""
    mine: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, Any] | None = None
    theirs: Mapping[str, Any] | None = None
    button: tuple[str, str] | None = None
    status: int = 422
    late: int = 409
    why_not: str = ""
    versions: str = "*version"


UNSAID: Final = {"accumulation": "annual", "asked": "yearly", "decimals": "0"}
WITHOUT_A_MARK: Final = {"accounts:login", "accounts:logout", "admin:logout"}  # they begin and end a session
NOTHING_TYPED: Final = "nothing is typed into it, and it may be sent as often as one likes"

TABLE: Final[dict[str, Entry]] = {
    # --- the account ---
    "accounts:login": Entry(by="nobody", why_not="it comes before every session; a password is never kept"),
    "accounts:logout": Entry(why_not=NOTHING_TYPED),
    "admin:logout": Entry(why_not=NOTHING_TYPED),
    "accounts:password_change": Entry(why_not="passwords are never kept: tests/accounts/test_login.py"),
    "discarding a draft": Entry(by="tanto", why_not=NOTHING_TYPED),
    # --- entry ---
    "entry:figure": Entry(
        by="tanto",
        where="/entry/{owed}/",
        mine={"total": "6", "footnote": TYPED},
        wrong={"total": "ろくじゅう"},
        theirs={"total": "5", "footnote": THEIRS},
    ),
    "entry:interim": Entry(
        by="tanto",
        mine={"as_of": "2022-09-30", "value": "6", "note": TYPED},
        wrong={"value": "ろくじゅう"},
        theirs={"as_of": "2022-09-30", "value": "5", "note": THEIRS},
    ),
    "entry:grid": Entry(
        by="tanto",
        mine={"*-total": "6", "*-footnote": TYPED},
        wrong={"*-total": "ろくじゅう"},
        theirs={"*-total": "5", "*-footnote": THEIRS},
        status=200,
    ),
    "entry:sheet": Entry(
        by="tanto",
        mine={"text-plan": TYPED, "number-visits": "12.5", "cell-*": "7"},
        wrong={"number-visits": "たくさん"},
        theirs={"text-plan": THEIRS},
        button=("keep", "1"),
    ),
    "entry:confirm": Entry(by="kacho", mine={"row": A_CHOICE}, theirs={"row": A_CHOICE}),
    "entry:sheets_confirm": Entry(by="kacho", mine={"row": A_CHOICE}, theirs={"row": A_CHOICE}),
    "entry:send_back": Entry(
        by="kacho", mine={"reason": TYPED}, wrong={"reason": UNSEEN}, theirs={"reason": THEIRS}
    ),
    "entry:sheet_send_back": Entry(
        by="kacho", mine={"reason": TYPED}, wrong={"reason": UNSEEN}, theirs={"reason": THEIRS}
    ),
    "entry:ledger": Entry(by="tanto", mine={"count": "3"}, wrong={"count": "みっつ"}, theirs={"count": "5"}),
    "entry:project": Entry(
        by="tanto",
        mine={"summary": TYPED, "partners": "市民会議"},
        wrong={"name": ""},
        theirs={"summary": THEIRS},
    ),
    "entry:project_new": Entry(
        by="tanto",
        mine={"name": "EVバスの導入", "summary": TYPED},
        wrong={"counting_year": "いつか"},
        theirs={"name": "EVバスの導入", "summary": THEIRS},
        late=422,  # it asks whether it is the same one
    ),
    "entry:project_remove": Entry(
        by="tanto", mine={"reason": TYPED}, wrong={"reason": UNSEEN}, theirs={"reason": THEIRS}, late=404
    ),
    "entry:round": Entry(
        mine={"due_on": "2099-01-31", "why": TYPED},
        wrong={"due_on": "いつか"},
        theirs={"due_on": "2098-01-31", "why": THEIRS},
    ),
    "entry:round_close": Entry(theirs={}),
    "entry:round_reopen": Entry(mine={"reason": TYPED}, wrong={"reason": UNSEEN}, theirs={"reason": THEIRS}),
    "entry:remind": Entry(),
    "entry:upload parcel": Entry(
        why_not="its ticks come back from the parcel: tests/entry/workbook/test_upload.py"
    ),
    "entry:upload": Entry(
        by="tanto", why_not="a file is chosen, nothing is typed: tests/entry/test_upload.py"
    ),
    # --- one evaluation ---
    "evaluations:evaluation verb=begin": Entry(by="tanto", theirs={}),
    "evaluations:evaluation verb=texts": Entry(
        by="tanto",
        mine={"reason_body": TYPED, "section_heading": "見出し", "section_body": TYPED},
        wrong={"reason_body": UNSEEN},
        theirs={"reason_body": THEIRS},
    ),
    "evaluations:evaluation verb=decide": Entry(
        by="tanto",
        mine={"progress": "A", "direction": "Ⅰ", "difference_reason": TYPED},
        wrong={"difference_reason": UNSEEN},
        theirs={"progress": "B", "direction": "Ⅱ", "difference_reason": THEIRS},
    ),
    "evaluations:evaluation verb=hand_on": Entry(by="kacho", where="/3/", theirs={}),
    "evaluations:evaluation verb=send_back": Entry(
        by="kacho", where="/3/", mine={"reason": TYPED}, wrong={"reason": UNSEEN}, theirs={"reason": THEIRS}
    ),
    "evaluations:evaluation verb=review": Entry(theirs={}),
    "evaluations:evaluation verb=ask": Entry(
        by="iin", mine={"ask_text": TYPED}, wrong={"ask_text": UNSEEN}, theirs={"ask_text": THEIRS}
    ),
    "evaluations:evaluation verb=answer": Entry(
        by="tanto", mine={"answer_text": TYPED}, wrong={"answer_text": UNSEEN}, theirs={"answer_text": THEIRS}
    ),
    "evaluations:evaluation verb=opinion": Entry(
        by="iin",
        mine={"opinion_level": "再", "opinion_text": TYPED, "remark_*": TYPED},
        wrong={"opinion_level": ""},
        theirs={"opinion_text": THEIRS},
    ),
    "evaluations:evaluation verb=respond": Entry(
        by="tanto",
        mine={"response_status": "doing", "response_text": TYPED},
        wrong={"response_status": ""},
        theirs={"response_status": "done", "response_text": THEIRS},
    ),
    # --- what officers say about its texts ---
    "evaluations:compiling verb=propose": Entry(
        mine={"proposed_text": TYPED, "proposed_note": TYPED},
        wrong={"proposed_note": UNSEEN},
        theirs={"proposed_text": THEIRS},
    ),
    "evaluations:compiling verb=answer_proposal": Entry(
        by="tanto",
        mine={"accepted": [], "answer": TYPED},
        wrong={"answer": UNSEEN},
        theirs={"accepted": [], "answer": THEIRS},
    ),
    "evaluations:compiling verb=withdraw": Entry(theirs={}),
    "evaluations:compiling verb=comment": Entry(
        by="tanto", mine={"comment_text": TYPED}, wrong={"comment_text": UNSEEN}
    ),  # it stands beside those of others
    "evaluations:compiling verb=reply": Entry(
        by="tanto", mine={"reply_text": TYPED}, wrong={"reply_text": UNSEEN}
    ),
    "evaluations:compiling verb=resolve": Entry(theirs={}),
    # --- what the 事務局 sets ---
    "evaluations:stages": Entry(
        mine={"form-1-name": "部長確認"},
        wrong={"form-10-name": "種類のない段階"},
        theirs={"form-2-name": "局長決裁"},
    ),
    "evaluations:stages default=1": Entry(theirs={}),
    "evaluations:committee do=default": Entry(theirs={}),
    "evaluations:committee do=points": Entry(
        where="cycle=mid", mine={"points": TYPED}, wrong={"points": "二度\n二度"}, theirs={"points": THEIRS}
    ),
    "evaluations:committee do=arrange": Entry(
        where="cycle=mid",
        mine={"pick": A_CHOICE, "reviewed": "yes", "panel": "わたしの部会"},
        wrong={"held_on": "いつか"},
        theirs={"pick": A_CHOICE, "reviewed": "yes", "panel": "同僚の部会"},
        versions="version_*",
    ),
    "evaluations:profile_edit": Entry(
        mine={"class-6-limit": "70", "source": TYPED},
        wrong={"class-8-limit": "七十"},
        theirs={"class-6-limit": "75"},
        button=("do", "save"),
        status=400,
    ),
    "evaluations:profile_edit use_in": Entry(theirs={}, button=("do", "use")),
    "evaluations:publish basis": Entry(
        mine={"allowed_despite": TYPED},
        wrong={"allowed_despite": ""},
        theirs={"allowed_despite": THEIRS},
        status=400,
    ),
    "evaluations:wording_edit do=save": Entry(
        mine={"preferred": "いう", "note": TYPED}, wrong={"pattern": ""}, theirs={"preferred": "ゆう"}
    ),
    "evaluations:wording_edit do=delete": Entry(theirs={}),
    "evaluations:wording_list do=word": Entry(
        mine={"word-pattern": "下さい", "word-preferred": "ください", "word-note": TYPED},
        wrong={"word-note": UNSEEN},
        theirs={"word-pattern": "下さい", "word-preferred": "くださいませ"},
    ),
    "evaluations:wording_list do=width": Entry(
        mine={"width-pattern": "数字", "width-preferred": "半角", "width-note": TYPED},
        wrong={"width-pattern": ""},
        theirs={"width-pattern": "数字", "width-preferred": "全角"},
    ),
    "evaluations:wording_list do=length": Entry(
        mine={"length-longest": "80", "length-note": TYPED},
        wrong={"length-longest": "長い"},
        theirs={"length-longest": "90"},
    ),
    "evaluations:wording_list do=paste": Entry(
        mine={"paste-lines": "下さい、ください"},
        wrong={"paste-lines": "又は、又は"},
        theirs={"paste-lines": "下さい、くださいませ"},
    ),
    "evaluations:wording_list do=examples": Entry(theirs={}),
    "evaluations:wording_list do=try": Entry(
        mine={"try-text": TYPED}, wrong={"try-text": ""}, why_not="it writes nothing"
    ),
    # --- files ---
    "reports:list": Entry(why_not="a file is chosen, nothing is typed: tests/reports/test_loading_pages.py"),
    "reports:new": Entry(mine={"why": TYPED}, wrong={"why": UNSEEN}),
    "reports:job": Entry(why_not=NOTHING_TYPED),
    "policies:packages": Entry(
        by="tanto", why_not="it is chosen, nothing is typed: tests/kpi_tracker/pages/test_packages.py"
    ),
    "reports:plan": Entry(
        mine={
            **dict.fromkeys(("municipality", "name", "period_name"), "みなと市の計画"),
            **dict.fromkeys(("first", "period_first"), "R3"),
            **dict.fromkeys(("last", "period_last"), "R8"),
            "nodes": "1 ひと",
        },
        wrong={"first": "三年"},
        versions="",
    ),
    "reports:paste": Entry(
        mine={"title": "R4実績", "text": "指標名,R4実績\n数,1"}, wrong={"title": ""}, versions=""
    ),
    "reports:table": Entry(mine={"name": "毎年の表"}, wrong={"name": UNSEEN}),
    "reports:table_rows": Entry(mine={"node": "1"}, wrong={"node": UNSEEN}),
    "reports:forms": Entry(mine={"name": "毎年の調書"}, wrong={"name": UNSEEN}),
    "reports:form_rows": Entry(mine={"node": "1"}, wrong={"node": UNSEEN}),
    "reports:unsaid": Entry(
        mine={"known_from-*": "翌年度9月", "take": A_CHOICE},
        wrong={"known_from-*": "九月ごろに分かるが、年によっては十月になることもある"},
        theirs={"known_from-*": "翌年度8月", "take": A_CHOICE},
        button=("do", "save"),
        versions="",
    ),
    "reports:question": Entry(
        by="tanto", mine={"remark": TYPED}, wrong={"remark": UNSEEN}, theirs={"remark": THEIRS}
    ),
    "reports:load": Entry(theirs={}, late=422, versions=""),
    "reports:report": Entry(
        mine={"value": "61"}, wrong={"value": "たくさん"}, theirs={"value": "62"}, button=("do", "take")
    ),
    "reports:report do=group": Entry(why_not=NOTHING_TYPED),
    "reports:report do=sound": Entry(why_not=NOTHING_TYPED),
    "reports:place": Entry(
        mine={"plan_name": "わたしの計画"},
        wrong={"period_first": "いつか"},
        theirs={"plan_name": "同僚の計画"},
    ),
    "reports:report_load": Entry(theirs={}),
    "reports:report_load do=restated": Entry(mine={"restated": "kept"}, theirs={"restated": "mended"}),
    "reports:report_check": Entry(theirs={}),
    # --- the keepers' pages: see below ---
    "admin changelist": Entry(why_not="nothing can be typed into a list"),
    "admin add": Entry(why_not="every model: see below"),
    "admin change": Entry(why_not="every model: see below"),
    "admin delete": Entry(why_not="every model: see below"),
}
SENT: Final = {kind: entry for kind, entry in TABLE.items() if not entry.why_not}
EACH: Final = pytest.mark.parametrize("kind", SENT)


@dataclass(slots=True)
class Found:
    """The city, and what everybody finds in it; `lost` counts the characters that did not come back, by form."""

    city: FormCity
    crawls: dict[str, Crawl]
    lost: dict[str, int] = field(default_factory=dict)
    readers: Sequence[Reader] = ()  # of what is kept
    performed: set[Action] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)

    def form(self, kind: str) -> FormFound:
        """Return the form of that kind which the table means."""
        entry = TABLE[kind]
        forms = self.crawls[entry.by].forms.get(kind, [])
        where = entry.where.format(owed=self.city.owed.pk)
        return next(one for one in forms if where in f"{one.page} {one.action}")


@pytest.fixture
def _django_db_helper() -> None:
    """Keep the database open from test to test: see tests/scenery.py."""


@pytest.fixture(scope="module")
def found(django_db_setup: None, django_db_blocker: Any, pytestconfig: pytest.Config) -> Iterator[Found]:
    """Everything that is found in the city; nothing is changed in it but for the time of one test.

    On a further database nobody reads what is kept: how numbers move there is held by tests/store/test_numbers.py.
    """
    with read_only(django_db_blocker), override_settings(SITE_ADDRESS="https://kpi.city.example"):
        city = make_form_city()
        ask("look", "長いファイルの内容を確かめる", city.people["jimukyoku"])
        UnsaidQuestion.objects.create(indicator=city.owed, proposed={"direction": "up"} | UNSAID)
        of_a_report = report_to_review(city)
        crawls = {}
        more = [one.format(closed_round=city.closed_round.pk) for one in MORE_STARTS]
        for who in (*city.people, "nobody"):
            client = browser(city.people.get(who))
            crawls[who] = crawl(client, (*STARTS, *more), most=MOST)
        crawls["tanto"].forms["entry:upload parcel"] = file_that_was_read(city)
        crawls["jimukyoku"].forms["reports:new"] = file_to_load(city)
        crawls["jimukyoku"].forms |= of_a_report
        crawls["jimukyoku"].forms |= table_to_read(city)
        move(EVERYTHING)
        readers = () if pytestconfig.getoption(ONLY_DATABASE) else readers_of(city)
        yield Found(city, crawls, readers=readers)


def readers_of(city: FormCity) -> list[Reader]:
    """Return a visitor, a section and the 事務局, with the pages that are kept for them."""
    node, indicator = city.owed.node.get_absolute_url(), city.owed.get_absolute_url()
    return [
        reader(None, ("/", indicator, "/projects/")),
        reader(city.people["tanto"], (indicator,)),
        reader(city.people["jimukyoku"], ("/", node)),
    ]


def file_that_was_read(city: FormCity) -> list[FormFound]:
    """Send a workbook in which something is typed, and return the form that asks whether to take it in.

    It stands on the answer to another form alone, where no link leads.
    """
    client = browser(city.people["tanto"])
    answer = client.get("/entry/workbook.xlsx", {"round": city.round.pk})
    assert answer.status_code == 200
    shown = client.post(
        "/entry/upload/",
        {"file": SimpleUploadedFile("x.xlsx", edited(answer.content, {f"{SHEET}!F5": "書いた。"}))},
    )
    return [one for one in forms_on("/entry/upload/", shown) if one.kind == "entry:upload parcel"]


def file_to_load(city: FormCity) -> list[FormFound]:
    """Send a fixture, and return the form that asks how to load it; no link leads to that page either."""
    client = browser(city.people["jimukyoku"])
    fields = {"local_government_code": CITY, "code": "980000", "name": "新しい課"}
    text = json.dumps([{"model": "accounts.department", "fields": fields}])
    sent = client.post("/reports/", {"file": SimpleUploadedFile("department.json", text.encode())})
    return [
        one for one in forms_on(sent["Location"], client.get(sent["Location"])) if one.kind == "reports:new"
    ]


def report_to_review(city: FormCity) -> dict[str, list[FormFound]]:
    """Let a report say of an indicator what is there and something new, and return the forms of its pages."""
    client, report = browser(city.people["jimukyoku"]), make_report(CITY, city.people["jimukyoku"])
    pages = [f"{report.get_absolute_url()}{name}" for name in ("", "place/", "load/", "check/")]
    forms: dict[str, list[FormFound]] = {}
    for page in pages:
        for one in forms_on(page, client.get(page)):
            if one.kind.startswith("reports:"):
                forms.setdefault(one.kind, []).append(one)
    return forms


def table_to_read(city: FormCity) -> dict[str, list[FormFound]]:
    """Keep a table and a form as a job would, and return what asks how to read them."""
    person, code = city.people["jimukyoku"], city.owed.node.address
    table = [["指標名", "施策", "R4実績"], ["表の指標", code, "5"]]
    sheet = [
        ["施策", code, "", ""],
        ["指標名", "調書の指標", "", ""],
        ["", "", "R3", "R4"],
        ["", "実績", "4", "5"],
    ]
    client, forms = browser(person), {}
    for kind, lines in (("table", table), ("form", sheet)):
        address = table_address(keep_grids(f"{kind}.csv", [grid_of("表", lines)], origin="0" * 64), person)
        address = address if kind == "table" else address.replace("/tables/", "/forms/")
        form = forms_on(address, client.get(address))[-1]
        chosen = {"period": [str(city.owed.node.period_id)]}  # the city has two plans
        rows = client.post(form.action, form.fields | chosen)["Location"]
        forms[form.kind] = forms_on(address, client.get(address))[-1:]
        forms[f"reports:{kind}_rows"] = forms_on(rows, client.get(rows))[-1:]
    return forms


@pytest.fixture(autouse=True)
def _undone(found: Found) -> Iterator[None]:
    """Undo what a test did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def browser(person: Person | None) -> Client:
    """Return a browser with a page of ours before it, in which that person is logged in."""
    client = Client(headers={"Referer": "http://testserver/"})
    if person is not None:
        client.force_login(person)
    return client


# --- what is typed, and whether it still stands there ---


def filled(form: FormFound, said: Mapping[str, Any]) -> tuple[Fields, Fields]:
    """Return what the form sends with these things typed into it, and of that what was typed."""
    typed: Fields = {}
    for pattern, text in said.items():
        name = next(one for one in (*form.fields, *form.choices) if fnmatchcase(one, pattern))
        typed[name] = values(form, name, text)
    return form.fields | typed, typed


def values(form: FormFound, name: str, text: Any) -> list[str]:
    """Return what a field sends where that is typed: of several of one name into the first."""
    if isinstance(text, list):
        return text
    offered = [one for one in form.choices.get(name, ()) if one]
    chosen = {A_CHOICE: offered[:1], ANOTHER: offered[-1:]}.get(text)
    return chosen if chosen is not None else [text, *form.fields.get(name, [])[1:]]


@dataclass(slots=True)
class Sent:
    """A form as it is sent: to where, with which fields, and what of them was typed."""

    kind: str
    form: FormFound
    fields: Fields
    typed: Fields
    person: Person

    def by(self, client: Client, **instead: Any) -> Any:
        """Send it; None leaves a field out."""
        fields = {name: texts for name, texts in (self.fields | instead).items() if texts is not None}
        return client.post(self.form.action, fields)


def filled_by(found: Found, kind: str, said: Mapping[str, Any], person: Person | None = None) -> Sent:
    """Return the form with that typed into it by the person of the table, or by a colleague of theirs."""
    entry, form = TABLE[kind], found.form(kind)
    fields, typed = filled(form, said)
    if entry.button:
        fields |= {entry.button[0]: [entry.button[1]]}
    if person is not None:
        fields |= {"whose": [mark_of(person)], "once": [new_key()]}
    return Sent(kind, form, fields, typed, person or found.city.people[entry.by])


def somebody_is_first(found: Found, kind: str) -> None:
    """Let a colleague save the form before."""
    entry = TABLE[kind]
    colleague = found.city.colleagues[entry.by]
    answer = filled_by(found, kind, entry.theirs or {}, colleague).by(browser(colleague))
    assert answer.status_code == 302, complaints(answer)
    assert not answer["Location"].startswith("/accounts/login/")


def lost_in(answer: Any, sent: Sent) -> list[str]:
    """Return what was typed and stands neither in the fields of the form again nor beside it, to be copied."""
    texts = [(name, text) for name, many in sent.typed.items() for text in many if text]
    again = form_again(answer, sent)
    fields = again.fields if again is not None else {}
    missing = [(name, text) for name, text in texts if text not in fields.get(name, ())]
    copied = "\n".join("".join(one.texts()) for one in read(answer).all("textarea", readonly=""))
    told = read(answer).one("main").text if missing else ""
    return [
        text
        for name, text in missing
        if text not in copied and not (name in UNTOLD or sent.form.choices.get(name)) and text not in told
    ]


def unseen_in(answer: Any, sent: Sent) -> list[str]:
    """Return the fields of which only the page knew, and that stand on the answer as if somebody had typed them."""
    copied = {"".join(one.texts()).strip() for one in read(answer).all("textarea", readonly="")}
    seen = {text for name in sent.form.choices for text in sent.fields.get(name, ())}
    return [
        name
        for name, texts in sent.fields.items()
        if name not in sent.form.choices and copied & (set(filter(None, texts)) - seen)
    ]


def holds(form: FormFound | None, sent: Sent) -> bool:
    """Tell whether everything that was typed stands in the fields of the form, and nothing is ticked beside it."""
    return form is not None and all(
        Counter(texts) <= Counter(form.fields.get(name, [])) and bool(texts) == bool(form.fields.get(name))
        for name, texts in sent.typed.items()
    )


def form_again(answer: Any, sent: Sent) -> FormFound | None:
    """Return the form that was sent as the answer shows it again, None where it does not."""
    forms = [one for one in forms_on(sent.form.page, answer) if one.kind == sent.kind]
    return max(forms, key=lambda one: _in_common(one, sent), default=None)


def _in_common(form: FormFound, sent: Sent) -> int:
    same = sum(text in form.fields.get(name, ()) for name, many in sent.typed.items() for text in many)
    return same * 10 + sum(
        form.fields.get(name) == texts for name, texts in sent.fields.items() if name not in {"once"}
    )


def stands_again(found: Found, answer: Any, sent: Sent, *, is_begun: bool = True) -> Sent:
    """Return the form as the answer shows it again: with everything that was typed, on the version where it began."""
    lost = lost_in(answer, sent)
    found.lost[sent.kind] = found.lost.get(sent.kind, 0) + sum(map(len, lost))
    assert lost == [], sent.kind
    again = form_again(answer, sent)
    assert again is not None, f"{sent.kind} is not shown again"
    assert holds(again, sent), [(name, again.fields.get(name)) for name in sent.typed]
    if is_begun:
        assert again.fields.get("version") == sent.fields.get("version")
    assert again.fields["whose"] == [mark_of(sent.person)]
    assert len(again.first("once")) > 20
    assert again.fields["once"] != sent.fields["once"]
    button = TABLE[sent.kind].button
    return replace_fields(sent, again, {button[0]: [button[1]]} if button else {})


def begins_anew(found: Found, answer: Any, sent: Sent) -> None:
    """Hold the other forms of the page against what they were: nothing of what was sent has come into them."""
    forms = [one for many in found.crawls[TABLE[sent.kind].by].forms.values() for one in many]
    pages = ([one for one in forms if one.page == sent.form.page], forms_on(sent.form.page, answer))
    before, after = ({(one.kind, one.action): told(one, sent) for one in many} for many in pages)
    del before[sent.kind, sent.form.action]
    assert {key: fields for key, fields in after.items() if key in before and fields != before[key]} == {}


def told(form: FormFound, sent: Sent) -> Fields:
    """Return what a form sends without what is another one with every page.

    The key to what was parked is of one form alone, where another of the same path could throw it away.
    """
    unlike = {"csrfmiddlewaretoken", "once", "opened", "cycle"}  # the cycle is that of the page
    unlike |= {"parked"} if urlsplit(form.action).path != urlsplit(sent.form.action).path else set()
    return {name: texts for name, texts in form.fields.items() if name not in unlike}


def replace_fields(sent: Sent, form: FormFound, more: Fields) -> Sent:
    return Sent(sent.kind, form, form.fields | more, sent.typed, sent.person)


def mended(again: Sent, wrong: Mapping[str, Any], right: Sent) -> Sent:
    """Return the form with what was right from the beginning in the fields that were wrong."""
    back = {
        name: right.fields.get(name)
        for pattern in wrong
        for name in again.form.fields | dict(again.form.choices)
        if fnmatchcase(name, pattern)
    }
    fields = {name: texts for name, texts in (again.fields | back).items() if texts is not None}
    return Sent(again.kind, again.form, fields, right.typed, again.person)


def is_late(found: Found, client: Client, sent: Sent) -> Any:
    """Send the form after somebody else: nothing is written, and everything typed stands on the answer."""
    before = (traces(), newest())
    answer = sent.by(client)
    assert answer.status_code == TABLE[sent.kind].late, complaints(answer)
    assert (traces(), newest()) == before
    lost = lost_in(answer, sent)
    found.lost[sent.kind] = found.lost.get(sent.kind, 0) + sum(map(len, lost))
    assert lost == []
    return answer


def complaints(answer: Any) -> list[str]:
    """Return what a page says is wrong, for the message of a failure."""
    page = read(answer)
    said = [one.text for one in page.all("ul", "p", class_="errorlist")]
    said += [
        one.text for one in page.all("p", "div", "section") if one.attributes.get("class", "") in CLASSES
    ]
    return said or [page.text[:300]]


def newest() -> Any:
    """Return the last line of the history: whoever writes leaves one."""
    return Change.objects.order_by("-pk").values_list("pk", "who_id").first()


# --- the crawl and the table ---


def test_every_form_that_is_found_is_in_the_table_and_the_other_way_round(found):
    kinds = {kind for one in found.crawls.values() for kind in one.forms}
    assert sorted(kinds - set(TABLE)) == []
    assert sorted(set(TABLE) - kinds) == []
    for who, one in found.crawls.items():
        assert len(one.pages) >= 2, who


@pytest.mark.parametrize("kind", [kind for kind in TABLE if kind not in WITHOUT_A_MARK])
def test_every_form_carries_what_the_desk_needs(found, kind):
    for who, one in found.crawls.items():
        for form in one.forms.get(kind, []):
            assert form.fields["csrfmiddlewaretoken"]
            assert form.fields["whose"] == [mark_of(found.city.people[who])]
            assert len(form.first("once")) > 20


# --- each form ---


@pytest.mark.parametrize("kind", [kind for kind, entry in SENT.items() if entry.wrong is not None])
def test_a_form_that_is_refused_shows_it_all_again_and_meets_who_was_first(found, kind):
    entry = TABLE[kind]
    right = filled_by(found, kind, entry.mine)
    wrong = entry.wrong or {}
    sent = filled_by(found, kind, {**entry.mine, **wrong})
    client, before = browser(sent.person), newest()
    refused = sent.by(client)
    assert refused.status_code == entry.status, complaints(refused)
    assert newest() == before
    again = stands_again(found, refused, sent)
    begins_anew(found, refused, sent)
    if sent.form.keeps_drafts:
        offers = read(client.get(sent.form.page)).all("section", class_="draft-offer")
        (link,) = [one for offer in offers for one in offer.links if "draft=restore" in one]
        again = stands_again(found, client.get(link), sent)
    if entry.theirs is not None:
        somebody_is_first(found, kind)
        is_late(found, client, mended(again, wrong, right))


@EACH
def test_a_lost_session_loses_nothing_shows_nothing_to_others_and_writes_over_nobody(found, kind):
    entry = TABLE[kind]
    sent = filled_by(found, kind, entry.mine)
    client, before = browser(sent.person), traces()
    client.session.flush()
    to_login = sent.by(client)
    assert to_login.status_code == 302
    way = parse_qs(urlsplit(to_login["Location"]).query)["next"][0]
    assert traces() == before
    assert ParkedForm.objects.get().person == sent.person
    if words := [text for many in sent.typed.values() for text in many if len(text) > 5]:
        shown = unescape(browser(found.city.colleagues[entry.by]).get(way).content.decode())
        assert [text for text in words if text in shown] == []
    if entry.theirs is not None:
        with transaction.atomic():
            somebody_is_first(found, kind)
            page = logged_in_again(client, sent, to_login)
            assert lost_in(page, sent) == []
            if holds(form_again(page, sent), sent):
                is_late(found, client, stands_again(found, page, sent))
            transaction.set_rollback(True)
        client = browser(None)
    page = logged_in_again(client, sent, to_login)
    again = stands_again(found, page, sent)
    begins_anew(found, page, sent)
    done = again.by(client)
    assert done.status_code == 302, complaints(done)
    assert not done["Location"].startswith("/accounts/login/")
    assert traces() != before
    assert "parked" not in again.fields or not ParkedForm.objects.exists()


def logged_in_again(client: Client, sent: Sent, answer: Any) -> Any:
    """Log in where the answer leads, and return the page to which that leads back."""
    assert answer["Location"].startswith("/accounts/login/?next=")
    back = client.post(answer["Location"], {"username": sent.person.username, "password": "password"})
    assert back.status_code == 302
    return client.get(back["Location"], follow=True)


@EACH
def test_a_double_click_counts_once_and_leads_to_the_same_place(found, kind):
    sent = filled_by(found, kind, TABLE[kind].mine)
    client, before = browser(sent.person), traces()
    with held_against_fresh(found.readers, found.performed):
        first = sent.by(client)
    found.tried.add(kind)
    assert first.status_code == 302, complaints(first)
    written = traces()
    assert written != before
    second = sent.by(client)
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert traces() == written
    assert not Draft.objects.filter(
        person=sent.person, path=sent.form.attributes.get("data-draft", "")
    ).exists()


@EACH
def test_without_its_version_key_or_mark_nothing_is_written_and_nothing_lost(found, kind):
    sent = filled_by(found, kind, TABLE[kind].mine)
    client, before = browser(sent.person), traces()
    for name in ("once", *(one for one in sent.fields if fnmatchcase(one, TABLE[kind].versions))):
        if not name.startswith("version_") or name.endswith(f"_{sent.fields['pick'][0]}"):
            answer = sent.by(client, **{name: None})
            assert answer.status_code == 400, (name, complaints(answer))
            assert lost_in(answer, sent) == []
            assert unseen_in(answer, sent) == []
            labels = {one.text for one in read(answer).all("strong", class_="small")}
            assert "verb=" not in kind or "入力した内容" not in labels
    anothers = sent.by(client, whose=[mark_of(found.city.colleagues[TABLE[kind].by])])
    assert anothers.status_code == 302
    assert "parked=" in anothers["Location"]
    client.session.flush()
    forged = sent.by(client, whose=[f"{sent.person.pk}:forged"])
    assert forged["Location"].startswith("/accounts/login/?next=")
    assert set(ParkedForm.objects.values_list("person", flat=True)) == {
        found.city.colleagues[TABLE[kind].by].pk,
        None,
    }
    assert traces() == before


# --- the keepers' pages: every model ---


@pytest.fixture(scope="module")
def keepers(found: Found) -> tuple[Person, Person, dict[str, Any]]:
    """Two of the 事務局 of a city with one row of every kind, and these rows."""
    rows = make_one_of_each(OTHER_CITY)
    keepers = make_official("planning", OTHER_CITY), make_official("planning", OTHER_CITY), rows
    move(EVERYTHING)  # a second city was made around what tells readers, and each page leads to it
    return keepers


def of_a_model(keeper: Person, model: Any, page: str, *args: Any) -> Sent:
    """Return a keeper's form with something typed into the first field for free words."""
    path = address(model, page, *args)
    (form,) = [one for one in forms_on(path, browser(keeper).get(path)) if one.kind == f"admin {page}"]
    free = [name for name, offered in form.choices.items() if not offered and "password" not in name]
    name = "change_reason" if "change_reason" in form.fields else free[0]
    return Sent(form.kind, form, form.fields | {name: ["誤記の訂正"]}, {name: ["誤記の訂正"]}, keeper)


@pytest.mark.parametrize("page", ["add", "change", "delete"])
@pytest.mark.parametrize("model", EDITABLE, ids=name_of)
def test_a_keepers_form_loses_nothing_and_writes_over_nobody(found, keepers, model, page):
    keeper, colleague, rows = keepers
    if (model, page) == (Person, "delete"):
        return  # whoever has left is kept: see tests/test_admin.py
    row = rows[model.__name__]
    sent = of_a_model(keeper, model, page, *([] if page == "add" else [row.pk]))
    client, before = browser(keeper), traces()
    if page == "change":
        unread = sent.by(client, once=None)
        assert unread.status_code == 400
        assert lost_in(unread, sent) == []
    anothers = sent.by(client, whose=[mark_of(colleague)])
    assert anothers["Location"].startswith(f"{sent.form.action}?parked=")
    client.session.flush()
    to_login = sent.by(client)
    assert parked_for(to_login) == keeper
    assert traces() == before
    again = stands_again(found, logged_in_again(client, sent, to_login), sent)
    begun = [name for name in sent.fields if name.endswith("row_version")]
    assert [again.fields[name] for name in begun] == [sent.fields[name] for name in begun]
    if page == "add":
        return
    with transaction.atomic():
        model.objects.filter(pk=row.pk).update(version=F("version") + 1)
        late = again.by(client)
        assert late.status_code == 409
        assert traces() == before
        assert lost_in(late, sent) == []
        transaction.set_rollback(True)
    first = again.by(client)
    assert first.status_code == 302 or (page, first.status_code) == ("delete", 422)  # what others use stays
    written = traces()
    second = again.by(client)
    assert (second.status_code, second.get("Location")) == (first.status_code, first.get("Location"))
    assert traces() == written


def parked_for(answer: Any) -> Person | None:
    """Return for whom it is kept what the answer leads back to."""
    way = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    key = parse_qs(urlsplit(way).query)["parked"][0]
    return ParkedForm.objects.get(digest=hashlib.sha256(key.encode()).hexdigest()).person


def test_no_character_was_lost(found):
    assert sum(found.lost.values()) == 0, found.lost


# What no form of the table does: the keepers' pages do it, or a form that says something else.
BY_HAND: Final[dict[Action, Callable[[FormCity], object]]] = {
    ("policies/actions.py", "add_node"): lambda city: add_node(below(city, "新しい施策"), by=COMMAND),
    ("policies/actions.py", "move_node"): lambda city: move_node(
        renamed(city.owed.node), version=city.owed.node.version, by=COMMAND
    ),
    ("policies/actions.py", "remove_node"): lambda city: remove_node(
        make_node(parent=city.owed.node.parent, period=city.owed.node.period), by=COMMAND
    ),
    ("evaluations/committee/actions/reviews.py", "put_members"): lambda city: put_members(
        Review.objects.create(evaluation=Evaluation.objects.filter(review=None)[0]),
        [city.people["iin"]],
        COMMAND,
    ),
    ("evaluations/rating/actions/stage_lists.py", "leave_out"): lambda city: leave_out(
        city.hall.cycle.stages.filter(evaluations=None)[0], COMMAND
    ),
}


def below(city: FormCity, name: str) -> PolicyNode:
    """Return a further node beside the one that owes a figure, not stored yet."""
    beside = city.owed.node
    return PolicyNode(
        period=beside.period, layer=beside.layer, parent=beside.parent, code="77", order=77, name=name
    )


def renamed(node: PolicyNode) -> PolicyNode:
    node.name = "改めた名前"
    return node


@pytest.mark.parametrize("action", BY_HAND, ids=lambda one: one[1])
def test_what_no_form_does_leaves_nothing_old_either(found, action):
    with held_against_fresh(found.readers, found.performed):
        BY_HAND[action](found.city)
    assert action in found.performed


# Rows of a report and questions about a file, which say nothing of whose they are and so move everything.
OF_NO_KEPT_PAGE: Final[set[Action]] = {
    ("reports/review/actions/deciding.py", "decide"),
    ("reports/review/actions/reading.py", "keep"),
    ("reports/unsaid/actions/settling.py", "ask_sections"),
}


def test_every_action_was_performed_while_what_it_changes_was_kept(found):
    if found.tried >= set(SENT):  # not where only some of the tests run
        assert actions() - found.performed <= OF_NO_KEPT_PAGE
