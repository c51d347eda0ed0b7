"""A figure that was published is changed as something: asked where it is changed, shown again where it is published."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from desk.actions.once import new_key
from evaluations.publishing.actions import publish_correction
from evaluations.publishing.models import Publication
from indicators.actions import EnteredFigure, enter_result
from indicators.models import EarlierFigure, EntryRound, Result
from policies.fiscal_year import FiscalYear
from store.actions.rows import Actor, change_row
from store.models import Change
from tests.entry.office import client_of
from tests.evaluations.published_hall import Hall, make_hall
from tests.factories import make_person_in_post, make_round
from tests.reading import Element, read

pytestmark = pytest.mark.django_db

YEAR = 2023
BY = Actor(Change.Via.COMMAND)
ASKED = "公表した値を変えるため、訂正（誤り）・確定に伴う更新・遡及改定から、種別を選んでください。"


@pytest.fixture
def hall() -> Hall:
    return make_hall()


@pytest.fixture
def client(hall: Hall) -> Client:
    """Return the browser of the section's 担当者, whose figure of the year was sent back in an open round."""
    department: Any = hall.indicator.department
    make_round(plan=hall.cycle.period.plan, fiscal_year=YEAR)
    return client_of(make_person_in_post("staff", department))


def stored(hall: Hall) -> Result:
    return Result.objects.get(indicator=hall.indicator, fiscal_year=YEAR)


def send_back(hall: Hall, **said: Any) -> None:
    Result.objects.filter(pk=stored(hall).pk).update(entry_state="returned", **said)


def address(hall: Hall) -> str:
    return f"/entry/{hall.indicator.pk}/{YEAR}/"


def form(hall: Hall, client: Client) -> Element:
    return read(client.get(address(hall))).one("form", class_="figure-form")


def unseen(form: Element) -> dict[str, str]:
    """Return what the form carries unseen."""
    hidden = form.all("input", type="hidden")
    return {str(one.attributes["name"]): str(one.attributes.get("value", "")) for one in hidden}


def chosen(form: Element) -> list[str]:
    kinds = form.all("input", name="change_kind")
    return [str(one.attributes["value"]) for one in kinds if "checked" in one.attributes]


def saved(hall: Hall, client: Client, **typed: str) -> Any:
    page = form(hall, client)
    carried = unseen(page)
    kept = {"change_kind": chosen(page)[0]} if chosen(page) else {}
    return client.post(
        address(hall), {**carried, "standing": "final", "explanation": "転記の誤り", **kept, **typed}
    )


def test_nothing_is_asked_where_nothing_was_published(hall: Hall, client: Client) -> None:
    send_back(hall)
    assert not form(hall, client).all("input", name="change_kind")
    assert saved(hall, client, total="9", change_kind="correction").status_code == 302
    assert (stored(hall).total, stored(hall).change_kind) == (Decimal(9), "")


def test_a_settled_figure_is_changed_as_what_somebody_says(hall: Hall, client: Client) -> None:
    hall.publish()
    send_back(hall)
    assert chosen(form(hall, client)) == []
    assert "公表版 第1版で「7件」と公表されています。" in form(hall, client).text
    refused = saved(hall, client, total="9")
    assert refused.status_code == 422
    assert ASKED in refused.content.decode()
    assert read(refused).one("input", name="total").attributes["value"] == "9"
    assert stored(hall).total == Decimal(7)
    assert saved(hall, client, total="9", change_kind="correction").status_code == 302
    assert (stored(hall).total, stored(hall).change_kind) == (Decimal(9), "correction")
    assert chosen(form(hall, client)) == ["correction"]


def test_the_same_figure_again_is_no_change(hall: Hall, client: Client) -> None:
    hall.publish()
    send_back(hall)
    assert saved(hall, client, total="7").status_code == 302
    assert stored(hall).change_kind == ""


def test_what_was_not_the_last_word_is_proposed_as_what_became_final(hall: Hall, client: Client) -> None:
    Result.objects.filter(pk=stored(hall).pk).update(standing="provisional")
    hall.publish()
    send_back(hall)
    page = form(hall, client)
    assert chosen(page) == ["update"]
    assert "公表した値が確定値ではなかったため" in page.text
    assert saved(hall, client, total="8").status_code == 302
    assert stored(hall).change_kind == "update"


def test_what_was_defined_anew_since_is_proposed_as_counted_otherwise(hall: Hall, client: Client) -> None:
    hall.publish()
    send_back(hall)
    hall.indicator.refresh_from_db()
    hall.indicator.method = "新しい算出方法"
    change_row(hall.indicator, version=hall.indicator.version, by=BY)
    assert chosen(form(hall, client)) == ["revision"]


def test_a_conflict_shows_both_kinds(hall: Hall, client: Client) -> None:
    hall.publish()
    send_back(hall)
    page = form(hall, client)
    carried = {
        str(one.attributes["name"]): str(one.attributes.get("value", ""))
        for one in page.all("input", type="hidden")
    }
    saved(hall, client, total="8", change_kind="correction")
    mine = {
        **carried,
        "total": "9",
        "standing": "final",
        "change_kind": "revision",
        "explanation": "改定による",
    }
    shown = client.post(address(hall), mine)
    assert shown.status_code == 409
    said = read(shown).text
    assert "遡及改定" in said
    assert "訂正（誤り）" in said
    assert chosen(read(shown).one("form", class_="figure-form")) == ["revision"]


def test_another_figure_of_which_nobody_says_it_has_no_kind(hall: Hall, client: Client) -> None:
    hall.publish()
    send_back(hall, change_kind="correction")
    row, round_ = stored(hall), EntryRound.objects.get()
    said: dict[str, Any] = {"version": row.version, "round_": round_, "by": BY, "again": False}
    enter_result(hall.indicator, FiscalYear(YEAR), EnteredFigure(total=Decimal(11)), **said)
    assert stored(hall).change_kind == ""


def picked(hall: Hall) -> list[str]:
    """Return as what each row of the next edition is changed, before anybody has chosen."""
    kinds = read(client_of(hall.planner).get(hall.address)).all("select", name="line_kind")
    chosen_in = [[one for one in kind.all("option") if "selected" in one.attributes] for kind in kinds]
    return [str(some[0].attributes["value"]) if some else "" for some in chosen_in]


def publish_again(hall: Hall) -> None:
    said: dict[str, Any] = {"reason": "誤りのため", "allowed_despite": "", "by": hall.by}
    publish_correction(hall.draft(), edition=2, **said)


def test_what_was_said_of_an_earlier_change_is_said_of_no_later_one(hall: Hall, client: Client) -> None:
    hall.publish()
    send_back(hall)
    saved(hall, client, total="9", change_kind="correction")
    Result.objects.update(entry_state="checked")
    assert picked(hall) == ["correction"]
    publish_again(hall)
    row = stored(hall)
    row.total = Decimal(10)
    change_row(row, version=row.version, by=BY)
    assert picked(hall) == [""]
    row.change_kind = "update"
    change_row(row, version=row.version, by=BY)
    assert picked(hall) == ["update"]


def test_what_is_said_of_a_target_or_of_a_figure_that_waits_is_not_that_of_the_figure_shown(
    hall: Hall, client: Client
) -> None:
    hall.publish()
    send_back(hall)
    saved(hall, client, total="9", change_kind="correction")
    Result.objects.update(entry_state="checked")
    hall.indicator.targets.filter(fiscal_year=YEAR).update(value=Decimal(8))
    assert sorted(picked(hall)) == ["", "", "correction"]  # the promise, and the target of the year
    hall.indicator.targets.filter(fiscal_year=YEAR).update(value=Decimal(6))
    shown = stored(hall)
    EarlierFigure.of(shown).save()
    send_back(hall, total=Decimal(20), change_kind="update")
    assert picked(hall) == [""]


def test_what_was_said_is_chosen_where_it_is_published_and_only_a_mistake_is_an_erratum(
    hall: Hall, client: Client
) -> None:
    hall.publish()
    send_back(hall)
    saved(hall, client, total="9", change_kind="revision")
    Result.objects.update(entry_state="checked")
    planner = client_of(hall.planner)
    opened = planner.get(hall.address)
    assert picked(hall) == ["revision"]
    shown = opened.context["preview"]
    sent = {"edition": shown.next_edition, "basis": shown.draft.basis, "once": new_key()}
    answer = planner.post(
        hall.address,
        sent | {"kind": "correction", "reason": "統計の改定", "line_kind": picked(hall), "why": ""},
    )
    assert answer.status_code == 302
    (row,) = Publication.objects.get(edition=2).corrections
    assert (row["kind"], row["before"], row["after"]) == ("revision", "7件", "9件")
    assert [table.title for table in Publication.objects.get(edition=2).changes] == ["遡及改定"]
