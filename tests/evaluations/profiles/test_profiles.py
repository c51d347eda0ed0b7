"""The pages of rule profiles: editing without a script, what a change moves, editions, conflicts."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from desk.actions.once import new_key
from evaluations.cycles.models import EvaluationCycle
from indicators.models import RuleProfile
from store.models import Change
from tests.city import CITY, make_official
from tests.factories import (
    make_cycle,
    make_evaluation,
    make_indicator,
    make_node,
    make_period,
    make_plan,
    make_profile,
)
from tests.reading import read as read_page

pytestmark = pytest.mark.django_db


def read(response: Any) -> str:
    """Return the text of an answer as a person reads it."""
    return read_page(response).text


class FormReader(HTMLParser):
    """Collects the fields of the form of rules as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self.inside, self.select = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.inside = told.get("class") == "rules-form"
        if not self.inside:
            return
        name, value = told.get("name") or "", told.get("value") or ""
        if tag == "input" and told.get("type") == "checkbox":
            if "checked" in told:
                self.fields.setdefault(name, []).append(value)
        elif tag == "input":
            self.fields[name] = value
        elif tag == "select":
            self.select = name
            self.fields[name] = ""
        elif tag == "option" and "selected" in told:
            self.fields[self.select] = value


def fields_of(response: Any) -> dict[str, Any]:
    reader = FormReader()
    reader.feed(response.content.decode())
    return reader.fields


@pytest.fixture
def cycle() -> EvaluationCycle:
    """An undecided, unpublished cycle of one's own city, with two measures of one indicator each."""
    period = make_period(plan=make_plan(local_government_code=CITY))
    cycle: EvaluationCycle = make_cycle(period=period, is_published=False)
    for place, found in enumerate((65, 55), 1):
        node = make_node(period=period, order=place, name=f"施策{place}")
        year = cycle.last_year
        make_indicator(node=node, baseline=80, is_judged=True, targets={year: 100}, results={year: found})
    return cycle


@pytest.fixture
def keeper() -> Client:
    client = Client(headers={"Referer": "http://testserver/"})
    client.force_login(make_official("planning", CITY))
    return client


def address(profile: RuleProfile) -> str:
    return reverse("evaluations:profile_edit", args=[profile.pk])


def opened(keeper: Client, profile: RuleProfile) -> dict[str, Any]:
    return fields_of(keeper.get(address(profile)))


def limit_of(profile: RuleProfile) -> str:
    profile.refresh_from_db()
    return str(profile.attainment_rules[6]["at_least"])


def test_a_change_shows_what_it_moves_and_writes_nothing(cycle, keeper):
    form = opened(keeper, cycle.profile) | {"class-6-limit": "７０％", "do": "preview"}
    before = Change.objects.count()
    response = keeper.post(address(cycle.profile), form)
    text = read(response)
    assert "2施策中1施策が動きます。" in text
    assert "施策1" in text
    assert "施策2" not in text
    assert "cが1指標で、他のいずれにも当たらないため、Cとします" in text
    assert "dが1指標で、dが半数を超えるため、Dとします" in text
    assert fields_of(response)["class-6-limit"] == "７０％"
    assert (limit_of(cycle.profile), Change.objects.count()) == ("60", before)


def test_rules_by_which_nothing_was_decided_are_changed_in_place(cycle, keeper):
    form = opened(keeper, cycle.profile) | {"class-6-limit": "70", "do": "save"}
    response = keeper.post(address(cycle.profile), form, follow=True)
    assert "保存しました" in read(response)
    assert limit_of(cycle.profile) == "70"
    assert RuleProfile.objects.count() == 1
    change = Change.objects.get(model="indicators.ruleprofile", field="attainment_rules")
    assert change.post


@pytest.mark.parametrize("fixed_by", ["decision", "publication"])
def test_rules_by_which_something_was_decided_become_a_new_edition(cycle, keeper, fixed_by):
    if fixed_by == "decision":
        make_evaluation(cycle=cycle, node=make_node(period=cycle.period), profile=cycle.profile)
    else:
        EvaluationCycle.objects.update(is_published=True)
    page = keeper.get(address(cycle.profile))
    assert "第2版として保存" in read(page)
    keeper.post(address(cycle.profile), fields_of(page) | {"class-6-limit": "70", "do": "save"})
    old, new = RuleProfile.objects.order_by("edition")
    assert (old.key, old.edition, limit_of(old)) == (new.key, 1, "60")
    assert (new.edition, limit_of(new)) == (2, "70")
    cycle.refresh_from_db()
    assert cycle.profile == old


def test_the_name_of_a_fixed_edition_is_changed_in_place(cycle, keeper):
    EvaluationCycle.objects.update(is_published=True)
    form = opened(keeper, cycle.profile) | {"name": "市の基準", "do": "save"}
    assert keeper.post(address(cycle.profile), form).status_code == 302
    assert RuleProfile.objects.get().name == "市の基準"


def test_saving_what_is_stored_changes_nothing(cycle, keeper):
    EvaluationCycle.objects.update(is_published=True)
    RuleProfile.objects.update(progress_rules=[], direction_rules=[])
    before = Change.objects.count()
    form = opened(keeper, cycle.profile) | {"do": "save"}
    assert keeper.post(address(cycle.profile), form).status_code == 302
    assert (RuleProfile.objects.get().progress_rules, Change.objects.count()) == ([], before)


def test_the_same_form_twice_makes_one_edition(cycle, keeper):
    EvaluationCycle.objects.update(is_published=True)
    form = opened(keeper, cycle.profile) | {"class-6-limit": "70", "do": "save"}
    first, second = (keeper.post(address(cycle.profile), form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert RuleProfile.objects.count() == 2


def test_rows_are_moved_added_and_deleted_without_a_script(cycle, keeper):
    form, at = opened(keeper, cycle.profile), address(cycle.profile)
    moved = fields_of(keeper.post(at, form | {"do": "class-down-3"}))
    assert (moved["class-3-when"], moved["class-4-when"]) == ("unclear", "reached")
    back = fields_of(keeper.post(at, moved | {"do": "class-up-4"}))
    of_each_page = dict.fromkeys(("once", "opened", "csrfmiddlewaretoken"), "")
    assert back | of_each_page == form | of_each_page
    longer = fields_of(keeper.post(at, form | {"do": "progress-add"}))
    assert (longer["progress-rows"], longer["progress-4-when"]) == ("6", "")
    shorter = fields_of(keeper.post(at, form | {"do": "direction-delete-0"}))
    assert shorter["direction-rows"] == "5"
    for button in ("class-up-0", "class-down-9", "class-delete-99", "class-up-x", "what"):
        answer = keeper.post(at, form | {"do": button})
        assert answer.status_code == 200
        assert fields_of(answer)["class-rows"] == "9"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param(
            {"class-6-limit": "abc"}, "7行目：しきい値「abc」は数値として読めません", id="no number"
        ),
        pytest.param({"class-6-limit": ""}, "7行目：この条件にはしきい値（数値）を", id="no limit"),
        pytest.param({"class-6-limit": "0"}, "正の数で", id="a limit of nothing"),
        pytest.param({"class-0-limit": "5"}, "1行目：この条件にしきい値は要りません", id="a limit too many"),
        pytest.param({"class-0-when": ""}, "1行目：条件を選んでください", id="no condition"),
        pytest.param({"class-0-when": "満月"}, "条件「満月」は使えません", id="a condition nobody knows"),
        pytest.param({"class-0-then": "z"}, "「z」は、評価区分", id="a class nobody knows"),
        pytest.param(
            {"class-8-when": "rate_at_least", "class-8-limit": "50"},
            "現状値（計画策定時）がなく、率が50％未満の値に当たる行がありません",
            id="a gap",
        ),
        pytest.param(
            {"class-5-when": "reached"},
            "6行目「目標を達成している」は、4行目が先に当たるため",
            id="a row in vain",
        ),
        pytest.param({"progress-1-classes": []}, "2行目：この条件には、成果指標の区分を", id="all of what"),
        pytest.param({"progress-4-then": "Z"}, "「Z」は、評価区分", id="a progress nobody knows"),
        pytest.param({"direction-0-progress": ""}, "1行目：進捗状況を選んで", id="of which progress"),
        pytest.param({"direction-3-progress": "B"}, "進捗状況がCで、", id="a progress without a direction"),
        pytest.param({"name": ""}, "名前を入力してください", id="no name"),
        pytest.param({"source": "あ" * 201}, "200文字以内", id="a long source"),
        pytest.param({"name": "基準\u202e"}, "見えない文字", id="a sign nobody sees"),
        pytest.param({"class-rows": "0"}, "行がありません", id="no rows"),
    ],
)
@pytest.mark.parametrize("button", ["preview", "save"])
def test_what_cannot_be_is_named_and_what_was_typed_stays(cycle, keeper, changed, said, button):
    form = opened(keeper, cycle.profile) | changed | {"do": button}
    response = keeper.post(address(cycle.profile), form)
    assert response.status_code == (400 if button == "save" else 200)
    assert said in read(response)
    assert "class-rows" in changed or fields_of(response)["class-8-then"] == form["class-8-then"]
    assert limit_of(cycle.profile) == "60"


def test_somebody_who_was_first_is_not_overwritten_unseen(cycle, keeper):
    form = opened(keeper, cycle.profile) | {"class-6-limit": "70", "do": "save"}
    assert keeper.post(address(cycle.profile), form).status_code == 302
    late = form | {"class-6-limit": "80", "once": "x" * 32}
    answer = keeper.post(address(cycle.profile), late)
    assert answer.status_code == 409
    text, shown = read(answer), fields_of(answer)
    assert "あなたが別の画面で先に変更したため" in text
    assert "達成率が70％以上 → c" in text
    assert shown["class-6-limit"] == "80"
    assert limit_of(cycle.profile) == "70"
    assert keeper.post(address(cycle.profile), shown | {"do": "save"}).status_code == 302
    assert limit_of(cycle.profile) == "80"


def test_what_was_typed_outlives_the_session(cycle, keeper):
    form = opened(keeper, cycle.profile) | {"class-6-limit": "77", "do": "save"}
    user = keeper.session["_auth_user_id"]
    keeper.logout()
    login = keeper.post(address(cycle.profile), form)
    assert login["Location"].startswith("/accounts/login/?next=")
    keeper.force_login(Person.objects.get(pk=user))
    way_back = parse_qs(urlsplit(login["Location"]).query)["next"][0]
    page = keeper.get(way_back)
    assert "まだ保存していません" in read(page)
    assert fields_of(page)["class-6-limit"] == "77"


def test_a_copy_has_its_own_key(cycle, keeper):
    form = opened(keeper, cycle.profile) | {"do": "copy", "key": "Own Key"}
    assert "半角の英小文字" in read(keeper.post(address(cycle.profile), form))
    taken = keeper.post(address(cycle.profile), form | {"key": cycle.profile.key})
    assert taken.status_code == 400
    assert keeper.post(address(cycle.profile), form | {"key": "own-key"}).status_code == 302
    assert RuleProfile.objects.get(key="own-key").edition == 1


def test_an_undecided_cycle_takes_another_edition(cycle, keeper):
    other = make_profile(attainment_scale=cycle.profile.attainment_scale)
    page = keeper.get(address(other))
    assert "この版を使う" in read(page)
    form = {"version": 1, "do": "use", "use_in": cycle.pk, "cycle": cycle.pk, "cycle_version": cycle.version}
    form["once"] = new_key()
    assert keeper.post(address(other), form).status_code == 302
    cycle.refresh_from_db()
    assert cycle.profile == other
    stale = keeper.post(address(make_profile()), form | {"once": new_key()})
    assert stale.status_code == 409
    make_evaluation(cycle=cycle, node=make_node(period=cycle.period), progress="A")
    decided = keeper.post(address(make_profile()), form | {"cycle_version": 2, "once": new_key()})
    assert decided.status_code == 400
    assert "変更できません" in read(decided)


def test_two_editions_stand_side_by_side_for_the_same_figures(cycle, keeper):
    rules = [
        row | ({"at_least": "70"} if "at_least" in row else {}) for row in cycle.profile.attainment_rules
    ]
    second = make_profile(attainment_scale=cycle.profile.attainment_scale, attainment_rules=rules)
    query = {"a": cycle.profile.pk, "b": second.pk, "cycle": cycle.pk}
    text = read(keeper.get(reverse("evaluations:profile_compare"), query))
    assert "全2施策" in text
    assert "2施策中1施策が動きます。成果指標の区分が変わるのは1施策です。" in text
    assert "施策1" in text
    assert "施策2" in text


@pytest.mark.parametrize("page", ["profile_list", "profile_edit", "profile_compare", "preview"])
def test_a_page_costs_the_same_for_many_measures(cycle, keeper, page, django_assert_num_queries):
    profile = cycle.profile
    form = opened(keeper, profile) | {"do": "preview"}

    def ask() -> Any:
        if page == "preview":
            return keeper.post(address(profile), form)
        args = [profile.pk] if page == "profile_edit" else []
        query = {"a": profile.pk, "b": profile.pk} if page == "profile_compare" else {}
        return keeper.get(reverse(f"evaluations:{page}", args=args), query)

    with CaptureQueriesContext(connection) as few:
        assert ask().status_code == 200
    for place in range(3, 9):
        node = make_node(period=cycle.period, order=place)
        make_indicator(node=node, baseline=1, is_judged=True, targets={2022: 2}, results={2022: 1})
        make_profile(attainment_scale=profile.attainment_scale)
    with django_assert_num_queries(len(few)):
        ask()


def test_the_cycles_of_another_city_are_not_offered(cycle):
    person = make_official("planning", CITY)
    other = make_cycle(period=make_period(plan=make_plan(local_government_code="888888")), name="他市の評価")
    client = Client()
    client.force_login(person)
    assert "他市の評価" not in read(client.get(address(cycle.profile)))
    assert client.get(address(other.profile)).status_code == 404


def test_rules_that_drop_a_miss_are_saved_with_a_warning(cycle, keeper):
    form = opened(keeper, cycle.profile) | {"class-6-then": "－", "do": "save"}
    answer = keeper.post(address(cycle.profile), form, follow=True)
    assert answer.status_code == 200
    assert "注意：目標を達成していないのに区分のない入力があり" in read(answer)
    assert "区分のない入力" not in read(keeper.get(address(make_profile())))


def test_by_which_target_a_year_is_judged_and_whether_the_city_adopted_it_is_chosen(cycle, keeper):
    form = opened(keeper, cycle.profile) | {"judged_by": "paced", "is_adopted": "on", "do": "save"}
    page = read(keeper.post(address(cycle.profile), form, follow=True))
    cycle.profile.refresh_from_db()
    assert (cycle.profile.judged_by, cycle.profile.is_adopted) == ("paced", True)
    assert "保存しました" in page
    wrong = keeper.post(
        address(cycle.profile), opened(keeper, cycle.profile) | {"judged_by": "x", "do": "save"}
    )
    assert "判定に用いる目標を選んでください" in read(wrong)
