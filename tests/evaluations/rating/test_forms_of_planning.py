"""The forms of the 事務局 at the desk: nobody writes over another unseen, nothing typed is lost, each counts once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from desk.actions.once import new_key
from desk.models import Draft
from evaluations.committee.actions.reviews import put_default_points
from evaluations.committee.models import Review, ReviewPoint
from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.actions import publish_correction
from evaluations.publishing.models import Publication
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage
from evaluations.redline.models import WordingRule
from indicators.models import Result, RuleProfile
from store.models import Change
from tests.city import CITY, make_official
from tests.evaluations import published_hall as publishing
from tests.evaluations.hall import COMMAND, Hall, make_hall
from tests.factories import make_department, make_person_in_post, make_profile
from tests.reading import Element, read

pytestmark = pytest.mark.django_db
Fields = dict[str, Any]


@pytest.fixture
def hall() -> Hall:
    """A cycle with stages, points, one measure for the committee and a line of wording; two people keep it."""
    hall = make_hall()
    cycle = EvaluationCycle.objects.get()
    put_default_points(cycle, version=cycle.version, by=COMMAND)
    hall.at("check", is_reviewed=True)
    WordingRule.objects.create(local_government_code=CITY, kind="word", pattern="行なう", preferred="行う")
    office = make_department(local_government_code=CITY, name="企画調整課")
    hall.people["second"] = make_person_in_post("planning", office, name="次席 五子")
    return hall


def under(path: str) -> Callable[[Hall], str]:
    return lambda hall: f"/evaluations/{path}?{hall.query}"


def line_page(hall: Hall) -> str:
    return under(f"wording/{WordingRule.objects.get(pattern='行なう').pk}/")(hall)


def profile_page(hall: Hall) -> str:
    return f"/evaluations/profiles/{hall.cycle.profile_id}/"


def names_of_stages() -> list[str]:
    return list(EvaluationStage.objects.order_by("order").values_list("name", flat=True))


def points_of_cycle() -> list[str]:
    return list(ReviewPoint.objects.order_by("order").values_list("text", flat=True))


def said_of_word() -> list[str]:
    return list(WordingRule.objects.filter(pattern="行なう").values_list("preferred", flat=True))


@dataclass(frozen=True)
class Case:
    """A form: where it is and which of the page's it is; what is typed, wrongly typed, and sent by somebody else."""

    at: Callable[[Hall], str]
    known_by: tuple[str, str | None]
    mine: Fields
    wrong: Fields
    theirs: Fields
    stored: Callable[[], Any]
    shown: str  # how what is typed is told where there is no form
    first: str  # what of theirs the conflict tells
    status: int = 422
    button: Fields = field(default_factory=dict)
    draft: str = ""


CASES = {
    "stages": Case(
        under("cycles/mid/stages/"),
        ("form-0-name", None),
        {"form-1-name": "部長確認"},
        {"form-10-name": "種類のない段階"},
        {"form-2-name": "局長決裁"},
        names_of_stages,
        "部長確認",
        "局長決裁",
        draft=f"/evaluations/cycles/mid/stages/?plan={CITY}&period=1",
    ),
    "points": Case(
        under("committee/"),
        ("do", "points"),
        {"points": "わたしの着眼点"},
        {"points": "二度\n二度"},
        {"points": "次席の着眼点"},
        points_of_cycle,
        "わたしの着眼点",
        "次席の着眼点",
    ),
    "arrange": Case(
        under("committee/"),
        ("do", "arrange"),
        {"panel": "わたしの部会", "pick": lambda: [Evaluation.objects.get().pk]},
        {"held_on": "いつか"},
        {"panel": "次席の部会", "pick": lambda: [Evaluation.objects.get().pk]},
        lambda: list(Review.objects.values_list("panel", flat=True)),
        "わたしの部会",
        "次席の部会",
    ),
    "line": Case(
        line_page,
        ("do", "save"),
        {"preferred": "わたしの表記"},
        {"pattern": ""},
        {"preferred": "次席の表記"},
        said_of_word,
        "わたしの表記",
        "次席の表記",
    ),
    "paste": Case(
        under("wording/"),
        ("do", "paste"),
        {"paste-lines": "行なう、わたしの表記"},
        {"paste-lines": "又は、又は"},
        {"paste-lines": "行なう、次席の表記"},
        said_of_word,
        "行なう、わたしの表記",
        "次席の表記",
        draft=f"/evaluations/wording/?plan={CITY}",
    ),
    "profile": Case(
        profile_page,
        ("class-rows", None),
        {"class-6-limit": "70"},
        {"class-6-limit": "七十"},
        {"class-6-limit": "75"},
        lambda: RuleProfile.objects.get().attainment_rules[6]["at_least"],
        "達成率が70％以上",
        "達成率が75％以上",
        status=400,
        button={"do": "save"},
    ),
}
EACH = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def fields_of(form: Element) -> Fields:
    """Return what a browser would send of the form, without its buttons."""
    sent: dict[str, list[str]] = {}
    for one in form.all("input", "select", "textarea"):
        name, kind = one.attributes.get("name", ""), one.attributes.get("type")
        if not name or (kind in {"checkbox", "radio"} and "checked" not in one.attributes):
            continue
        value = one.attributes.get("value", "")
        if one.tag == "textarea":
            value = "".join(one.texts()).removeprefix("\n")
        elif one.tag == "select":
            chosen = [each for each in one.all("option") if "selected" in each.attributes]
            value = chosen[0].attributes.get("value", "") if chosen else ""
        sent.setdefault(name, []).append(value)
    return sent


def form_in(answer: Any, known_by: tuple[str, str | None]) -> Fields:
    """Return the fields of the page's only form that has this field, with this value."""
    name, value = known_by
    wanted = {"name": name} | ({} if value is None else {"value": value})
    (form,) = [one for one in read(answer).all("form") if one.all("input", "textarea", **wanted)]
    return fields_of(form)


def typed(shown: Fields, case: Case, said: Fields) -> Fields:
    """Return the form with what somebody types into it, and the button pressed."""
    values = {name: value() if callable(value) else [value] for name, value in said.items()}
    return shown | values | case.button


def open_form(client: Client, hall: Hall, case: Case) -> Fields:
    return form_in(client.get(case.at(hall)), case.known_by)


def send(client: Client, hall: Hall, case: Case, sent: Fields) -> Any:
    return client.post(case.at(hall), sent)


def somebody_is_first(hall: Hall, case: Case, who: str = "second") -> None:
    client = hall.client(who)
    answer = send(client, hall, case, typed(open_form(client, hall, case), case, case.theirs))
    assert answer.status_code == 302


def assert_told_and_then_saved(hall: Hall, client: Client, case: Case, sent: Fields) -> None:
    """Send what was typed on a version that is past: a conflict says so, and only the next save takes its place."""
    before = case.stored()
    answer = send(client, hall, case, sent)
    assert answer.status_code == 409
    told = read(answer).one("section", **{"aria-labelledby": "conflict"}).text
    assert "ほかの人が先に変更したため、保存していません" in told
    assert "次席 五子（企画調整課 事務局）が変更しました" in told
    assert case.first in told
    assert case.stored() == before
    again = typed(form_in(answer, case.known_by), case, {})
    assert all(again[name] == sent[name] for name in case.mine if name != "pick")
    assert send(client, hall, case, again).status_code == 302
    assert case.stored() != before


@EACH
def test_after_a_wrong_field_the_form_still_stands_on_what_it_began_with(hall, case):
    client = hall.client("jimukyoku")
    shown = open_form(client, hall, case)
    somebody_is_first(hall, case)
    answer = send(client, hall, case, typed(shown, case, case.mine | case.wrong))
    assert answer.status_code == case.status
    mended = form_in(answer, case.known_by)
    back = {name: shown.get(name, [""]) for name in case.wrong}
    assert_told_and_then_saved(hall, client, case, typed(mended | back, case, case.mine))


def lose_session(client: Client, hall: Hall, case: Case, sent: Fields) -> str:
    """Send a form when the session is over, log in again and return where that leads."""
    client.logout()
    answer = send(client, hall, case, sent)
    assert answer["Location"].startswith("/accounts/login/")
    client.force_login(hall.people["jimukyoku"])
    way: str = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    return way


@EACH
def test_after_a_lost_session_the_form_still_stands_on_what_it_began_with(hall, case):
    client = hall.client("jimukyoku")
    sent = typed(open_form(client, hall, case), case, case.mine)
    somebody_is_first(hall, case)
    way = lose_session(client, hall, case, sent)
    assert way.startswith(case.at(hall))
    page = client.get(way)
    assert "入力した内容を復元しました" in read(page).text
    restored = form_in(page, case.known_by)
    assert restored["parked"]
    assert_told_and_then_saved(hall, client, case, typed(restored, case, case.mine))


@pytest.mark.parametrize("case", [one for one in CASES.values() if one.draft or one.button])
def test_a_draft_still_stands_on_what_it_began_with_and_ends_when_it_is_saved(hall, case):
    client = hall.client("jimukyoku")
    sent = typed(open_form(client, hall, case), case, case.mine)
    path = case.draft or case.at(hall)
    by_script = client.post("/entry/draft/", sent | {"draft_path": path})
    assert by_script.status_code == 200, by_script.content.decode()
    assert Draft.objects.get().path == path
    somebody_is_first(hall, case)
    page = read(client.get(case.at(hall)))
    offer = page.one("section", class_="draft-offer")
    assert "保存されている内容が変わっています" in offer.text
    assert case.shown in offer.text
    (link,) = offer.links
    restored = form_in(client.get(link), case.known_by)
    assert_told_and_then_saved(hall, client, case, typed(restored, case, {}))
    assert not Draft.objects.exists()


@pytest.mark.parametrize("case", [one for one in CASES.values() if one.draft or one.button])
def test_a_refusal_keeps_the_draft_itself(hall, case):
    client = hall.client("jimukyoku")
    send(client, hall, case, typed(open_form(client, hall, case), case, case.mine | case.wrong))
    (text,) = case.wrong.values()
    assert text in Draft.objects.get().body


@EACH
def test_ones_own_change_in_another_window_is_told_as_such(hall, case):
    client = hall.client("jimukyoku")
    sent = typed(open_form(client, hall, case), case, case.mine)
    somebody_is_first(hall, case, "jimukyoku")
    answer = send(client, hall, case, sent)
    assert answer.status_code == 409
    told = read(answer).one("section", **{"aria-labelledby": "conflict"}).text
    assert "あなたが別の画面で先に変更したため、保存していません" in told
    assert "あなた自身が別の画面で変更しました" in told


@EACH
def test_what_was_typed_is_shown_to_whoever_is_of_the_office_no_more(hall, case):
    client = hall.client("jimukyoku")
    sent = typed(open_form(client, hall, case), case, case.mine)
    hall.people["jimukyoku"].posts.update(role="staff")
    before = case.stored()
    answer = send(client, hall, case, sent)
    assert answer.status_code in {403, 404}
    way = lose_session(client, hall, case, sent)
    for shown in (answer, client.get(way)):
        texts = [
            "".join(one.texts())
            for one in read(shown).one("section", **{"aria-labelledby": "typed"}).all("textarea")
        ]
        assert any(case.shown in text for text in texts)
    assert case.stored() == before


def test_only_the_form_that_was_sent_is_shown_with_what_it_began_on(hall):
    client, case = hall.client("jimukyoku"), CASES["points"]
    shown = open_form(client, hall, case)
    somebody_is_first(hall, case)
    answer = send(client, hall, case, typed(shown, case, case.wrong))
    versions = {form_in(answer, ("do", one))["seen"][0] for one in ("points", "arrange")}
    assert form_in(answer, ("do", "points"))["version"] == shown["version"]
    assert len(versions) == 2


def test_a_line_is_not_deleted_unseen_from_a_page_that_was_refused(hall):
    client, case = hall.client("jimukyoku"), CASES["line"]
    shown = open_form(client, hall, case)
    somebody_is_first(hall, case)
    answer = send(client, hall, case, typed(shown, case, case.wrong))
    told = send(client, hall, case, form_in(answer, ("do", "delete")))
    assert told.status_code == 409
    assert "次席の表記" in read(told).one("section", **{"aria-labelledby": "conflict"}).text
    delete, at = form_in(told, ("do", "delete")), case.at(hall)
    assert [client.post(at, delete).status_code for _ in range(2)] == [302, 302]
    assert not WordingRule.objects.exists()


def test_what_was_typed_for_a_line_that_went_while_the_session_was_over_can_be_copied(hall):
    client, case = hall.client("jimukyoku"), CASES["line"]
    way = lose_session(client, hall, case, typed(open_form(client, hall, case), case, case.mine))
    WordingRule.objects.all().delete()
    late = client.get(way)
    assert late.status_code == 404
    assert "わたしの表記" in read(late).one("section", **{"aria-labelledby": "typed"}).text


def test_the_list_in_place_of_a_line_that_is_gone_takes_its_own_forms(hall):
    client, case = hall.client("jimukyoku"), CASES["line"]
    sent = typed(open_form(client, hall, case), case, case.mine)
    delete = form_in(client.get(case.at(hall)), ("do", "delete"))
    address = case.at(hall)
    client.post(address, delete)
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert "わたしの表記" in read(answer).one("section", **{"aria-labelledby": "typed"}).text
    (form,) = [one for one in read(answer).all("form") if one.all("input", name="do", value="word")]
    word = fields_of(form) | {"word-pattern": "行なう", "word-preferred": "わたしの表記"}
    assert client.post(form.attributes["action"].partition("#")[0], word).status_code == 302
    assert said_of_word() == ["わたしの表記"]


def test_the_default_stages_and_points_are_set_once_and_never_over_anothers():
    hall = make_hall(())
    client = hall.client("jimukyoku")
    for path, known_by in (("cycles/mid/stages/", ("default", "1")), ("committee/", ("do", "default"))):
        at = under(path)(hall)
        first, second = (form_in(client.get(at), known_by) for _ in range(2))
        answers = [client.post(at, first) for _ in range(2)]
        assert answers[0].status_code == answers[1].status_code == 302
        assert answers[0]["Location"] == answers[1]["Location"]
        changes = Change.objects.count()
        late = client.post(at, second)
        assert late.status_code == 409
        assert "あなたが別の画面で" in read(late).text
        assert Change.objects.count() == changes
    assert not Draft.objects.exists()


def test_examples_are_taken_once_and_not_into_a_list_that_moved_on(hall):
    client, at = hall.client("jimukyoku"), under("wording/")(hall)
    first, second = (form_in(client.get(at), ("do", "examples")) for _ in range(2))
    assert [client.post(at, first).status_code for _ in range(2)] == [302, 302]
    late = client.post(at, second)
    assert late.status_code == 409
    assert "あなたが別の画面で" in read(late).text


# --- the rule profiles ---


def used_in(client: Client, profile: RuleProfile) -> Fields:
    return form_in(client.get(f"/evaluations/profiles/{profile.pk}/"), ("use_in", None)) | {"do": "use"}


def test_a_cycle_is_not_given_an_edition_over_somebody_elses_choice(hall):
    client, second = hall.client("jimukyoku"), hall.client("second")
    scale = hall.cycle.profile.attainment_scale
    mine, theirs = make_profile(attainment_scale=scale), make_profile(attainment_scale=scale)
    at = f"/evaluations/profiles/{mine.pk}/"
    sent = used_in(client, mine)
    assert second.post(f"/evaluations/profiles/{theirs.pk}/", used_in(second, theirs)).status_code == 302
    client.logout()
    answer = client.post(at, sent)
    client.force_login(hall.people["jimukyoku"])
    page = client.get(parse_qs(urlsplit(answer["Location"]).query)["next"][0])
    restored = form_in(page, ("use_in", None)) | {"do": "use"}
    assert restored["parked"]
    assert "parked" not in form_in(page, ("class-rows", None))
    told = client.post(at, restored)
    assert told.status_code == 409
    assert "次席 五子" in read(told).one("section", **{"aria-labelledby": "conflict"}).text
    assert EvaluationCycle.objects.get().profile == theirs
    again = form_in(told, ("use_in", None)) | {"do": "use"}
    answers = [client.post(at, again) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert EvaluationCycle.objects.get().profile == mine


def test_an_edition_that_changed_since_it_was_shown_is_not_taken_unseen(hall):
    client, second = hall.client("jimukyoku"), hall.client("second")
    other = make_profile(attainment_scale=hall.cycle.profile.attainment_scale)
    at, sent = f"/evaluations/profiles/{other.pk}/", used_in(client, other)
    form = form_in(second.get(at), ("class-rows", None))
    assert second.post(at, form | {"class-6-limit": "75", "do": "save"}).status_code == 302
    told = client.post(at, sent)
    assert told.status_code == 409
    assert "次席 五子" in read(told).one("section", **{"aria-labelledby": "conflict"}).text
    assert EvaluationCycle.objects.get().profile == hall.cycle.profile


def test_the_key_of_a_copy_outlives_a_conflict_and_an_edition_that_is_gone(hall):
    client, second = hall.client("jimukyoku"), hall.client("second")
    other = make_profile(attainment_scale=hall.cycle.profile.attainment_scale)
    at = f"/evaluations/profiles/{other.pk}/"
    form = form_in(client.get(at), ("class-rows", None))
    sent = form | {"class-6-limit": "70", "key": "my-copy", "do": "copy"}
    theirs = form | {"class-6-limit": "75", "once": new_key(), "do": "save"}
    theirs = theirs | {"whose": form_in(second.get(at), ("class-rows", None))["whose"]}
    assert second.post(at, theirs).status_code == 302
    told = client.post(at, sent)
    assert told.status_code == 409
    assert form_in(told, ("class-rows", None))["key"] == ["my-copy"]
    RuleProfile.objects.filter(pk=other.pk).delete()
    gone = client.post(at, sent | {"once": new_key()})
    assert gone.status_code == 404
    texts = [
        "".join(one.texts())
        for one in read(gone).one("section", **{"aria-labelledby": "typed"}).all("textarea")
    ]
    assert "my-copy" in " ".join(texts)
    assert any("達成率が70％以上" in text for text in texts)


def test_rows_that_are_moved_are_not_saved_yet_and_count_as_changed(hall):
    client, case = hall.client("jimukyoku"), CASES["profile"]
    shown = open_form(client, hall, case)
    somebody_is_first(hall, case)
    moved = send(client, hall, case, shown | {"do": "class-down-3"})
    assert form_in(moved, case.known_by)["version"] == shown["version"]
    assert "data-draft-dirty" in moved.content.decode()
    previewed = send(client, hall, case, shown | {"do": "preview"})
    assert form_in(previewed, case.known_by)["version"] == shown["version"]


# --- publishing ---

PUBLISH = ("basis", None)


@pytest.fixture
def published() -> publishing.Hall:
    """A cycle of which an edition is out, and a figure that has changed since."""
    hall = publishing.make_hall()
    hall.publish()
    change_figure(hall, 8)
    return hall


def change_figure(hall: publishing.Hall, total: int) -> None:
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=total)


def planner() -> Client:
    client = Client(headers={"Referer": "http://testserver/"})
    client.force_login(make_official("planning"))
    return client


def correction(client: Client, hall: publishing.Hall, **said: Any) -> Fields:
    shown = form_in(client.get(hall.address), PUBLISH)
    return shown | {"kind": "correction", "reason": "誤り"} | said


def test_a_refused_form_publishes_only_what_it_began_with_until_the_change_was_shown(published):
    client = planner()
    sent = correction(client, published, reason="")
    change_figure(published, 9)
    told = client.post(published.address, sent | {"reason": "誤り"})
    assert told.status_code == 409
    refused = client.post(published.address, correction(client, published, reason=""))
    assert refused.status_code == 400
    began = form_in(refused, PUBLISH)
    change_figure(published, 10)
    seen = client.post(published.address, began | {"reason": "誤り"})
    assert seen.status_code == 409
    assert Publication.objects.count() == 1
    conscious = client.post(published.address, form_in(seen, PUBLISH))
    assert conscious.status_code == 302
    assert Publication.objects.get(edition=2).reason == "誤り"


def test_a_restored_form_publishes_only_what_it_began_with(published):
    client = planner()
    sent = correction(client, published, reason="長い理由")
    kept = client.post("/entry/draft/", sent | {"draft_path": f"{published.address}?plan={CITY}&period=1"})
    assert kept.status_code == 200
    change_figure(published, 9)
    page = read(client.get(published.address))
    (link,) = page.one("section", class_="draft-offer").links
    assert "保存されている内容が変わっています" in page.text
    restored = form_in(client.get(link), PUBLISH)
    assert (restored["basis"], restored["reason"]) == (sent["basis"], ["長い理由"])
    told = client.post(published.address, restored)
    assert told.status_code == 409
    assert client.post(published.address, form_in(told, PUBLISH)).status_code == 302
    assert not Draft.objects.exists()


def test_each_reason_of_a_line_finds_its_line_again_and_what_has_none_is_shown(published):
    client = planner()
    page = client.get(published.address)
    places = [one.place for one, _ in page.context["differences"]]
    whys = [f"{place}のわけ" for place in places]
    sent = correction(client, published, why=whys)
    # the name of the plan stands before everything else, so that each line moves on
    plan = published.cycle.period.plan
    plan.name = "改めた計画"
    plan.save()
    told = client.post(published.address, sent)
    assert told.status_code == 409
    lines = [(one.place, why) for one, why in told.context["differences"]]
    assert [one for one, why in lines if not why] == [one for one, _ in lines if one not in places]
    assert len(lines) > len(places)
    assert all(why == f"{place}のわけ" for place, why in lines if why)
    plan.name = published.cycle.period.plan.name
    change_figure(published, 7)
    Result.objects.filter(indicator=published.indicator, fiscal_year=2022).update(total=99)
    other = client.post(published.address, form_in(told, PUBLISH))
    copied = [one.text for one in read(other).all("textarea", readonly="")]
    shown = [why for _, why in other.context["differences"] if why]
    assert sorted([*copied, *shown]) == sorted(whys)
    assert copied


def test_whose_reasons_came_too_late_keeps_them_even_if_the_content_is_the_same(published):
    client = planner()
    sent = correction(client, published, reason="わたしの理由")
    same = correction(client, published, reason="ほかの人の理由")
    publish_correction(published.draft(), edition=2, reason="ほかの人の理由", by=published.by)
    late = client.post(published.address, sent)
    assert late.status_code == 409
    page = read(late)
    assert "すでに公表しています" in page.text
    assert "わたしの理由" in page.one("section", **{"aria-labelledby": "typed"}).text
    assert published.planner.name in page.one("section", **{"aria-labelledby": "conflict"}).text
    # who called it something else is told so, and who said the very same is led to it
    assert (
        client.post(published.address, same | {"kind": ["revision"], "once": [new_key()]}).status_code == 409
    )
    assert client.post(published.address, same)["Location"].endswith("/2/")
    assert Publication.objects.count() == 2


def test_publishing_counts_once_by_its_key(published):
    client = planner()
    sent = correction(client, published)
    first, second = (client.post(published.address, sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Publication.objects.count() == 2
