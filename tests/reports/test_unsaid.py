"""What a file does not say: proposed from the words with the reason, taken by a person, asked of sections."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Person, Post
from indicators.models import Indicator, Target
from policies.models import PlanPeriod
from reports.tables.hints import Wording, hints
from reports.unsaid.models import UnsaidQuestion
from reports.unsaid.settings_said import settings_of
from tests.city import CITY, OTHER_CITY, make_official
from tests.factories import make_indicator, make_node, make_period, make_plan, make_result, make_target
from tests.forms_found import forms_on
from tests.reports.test_loading_pages import client_of, said
from tests.reports.test_table_pages import browser


def suggested(**words: Any) -> dict[str, str]:
    return {one.field: one.value for one in hints(Wording(**{"name": "数", **words}))}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param({"comparators": [">="]}, "up", id="at least"),
        pytest.param({"comparators": ["<"]}, "down", id="below"),
        pytest.param({"comparators": ["range"]}, "range", id="a range"),
        pytest.param({"comparators": ["baseline>="]}, "up", id="no worse than at the start"),
        pytest.param({"name": "市民の満足度"}, "up", id="a satisfaction"),
        pytest.param({"name": "待機児童数"}, "down", id="children who wait"),
        pytest.param({"name": "ごみの排出量"}, "down", id="waste"),
        pytest.param({"name": "温室効果ガス排出量の削減率"}, "up", id="a reduction is better when larger"),
        pytest.param({"name": "空き家の解消件数"}, None, id="two words that contradict say nothing"),
        pytest.param({"name": "人口"}, None, id="what the words do not say"),
        pytest.param(
            {"name": "自主防災組織の参加率", "target_texts": ["現状維持"]}, "keep >=", id="kept high"
        ),
        pytest.param({"name": "待機児童数", "target_texts": ["維持"]}, "keep <=", id="kept low"),
        pytest.param(
            {"name": "数", "target_texts": ["維持"]}, None, id="kept, and nobody knows on which side"
        ),
        pytest.param(
            {"name": "待機児童数", "comparators": [">="]}, "up", id="the target goes before the name"
        ),
        pytest.param({"values": [Decimal(1), Decimal(100)]}, None, id="never from the figures"),
    ],
)
def test_which_way_is_better(words, expected):
    assert suggested(**words).get("direction") == expected


@pytest.mark.parametrize(
    ("words", "field", "expected"),
    [
        ({"name": "認定件数（累計）"}, "accumulation", "cumulative"),
        ({"name": "年間の利用者数"}, "accumulation", "annual"),
        ({"method": "年度末の登録者数"}, "accumulation", "point"),
        ({"method": "4月1日現在"}, "accumulation", "point"),
        ({"method": "市民意識調査で「思う」と答えた割合"}, "accumulation", "point"),
        ({"method": "3か年の平均"}, "accumulation", "average"),
        ({"name": "利用者数"}, "accumulation", None),
        ({"name": "年度末の人口"}, "accumulation", "point"),
        ({"name": "人口1万人当たりの認知件数"}, "accumulation", None),
        ({"name": "成約率", "unit": "％"}, "accumulation", "point"),
        ({"name": "有効求人倍率", "unit": "倍"}, "accumulation", "point"),
        ({"name": "進捗率（累計）", "unit": "%"}, "accumulation", "cumulative"),
        ({"note": "隔年調査"}, "asked", "interval 2"),
        ({"note": "3年に1回調査する"}, "asked", "interval 3"),
        ({"method": "国勢調査"}, "asked", "interval 5"),
        ({"missing": ["out_of_cycle"]}, "asked", "interval 2"),
        ({"name": "5年生の割合"}, "asked", None),
        ({"note": "翌年度11月頃公表"}, "known_from", "翌年度11月"),
        ({"note": "翌年の9月に公表"}, "known_from", "翌年度9月"),
        ({"note": "毎年11月に実施"}, "known_from", None),
        ({"values": [Decimal("50.25"), Decimal(3)]}, "decimals", "2"),
        ({"values": []}, "decimals", None),
    ],
)
def test_what_else_the_words_suggest(words, field, expected):
    assert suggested(**words).get(field) == expected


def test_every_proposal_has_a_reason_that_quotes_the_words():
    found = hints(Wording(name="待機児童数（累計）", note="隔年", values=[Decimal("1.5")]))
    assert all(one.reason.endswith("。") for one in found)
    assert any("「待機児童」" in one.reason for one in found)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"direction": "sideways"}, "「目標の向き」を選んでください。"),
        ({"direction": ""}, "「目標の向き」を選んでください。"),
        ({"asked": "interval 2"}, "「2年ごと」のときは、数え始める年度を入力してください"),
        ({"asked": "interval 2", "asked_since": "R4"}, "数え始める年度を入力してください"),
        ({"known_from": "九" * 21}, "「確定時期」が長すぎます"),
    ],
)
def test_settings_that_cannot_be_are_refused_in_words(more, words):
    right = {"direction": "up", "accumulation": "annual", "asked": "yearly", "decimals": "0"}
    assert settings_of(right).problems("「数」") == []
    assert any(words in one for one in settings_of(right | more).problems("「数」"))


# --- the pages ---


@pytest.fixture
def person(db: None) -> Person:
    return make_official(Post.Role.PLANNING, CITY)


@pytest.fixture
def period(db: None) -> PlanPeriod:
    plan = make_plan(local_government_code=CITY, first_year=2022, last_year=2099, is_published=False)
    return make_period(plan=plan)


def make_unknown(period: PlanPeriod, name: str, **fields: Any) -> Indicator:
    node = period.nodes.first() or make_node(period=period)
    fields = {"direction": "unknown", "accumulation": "unknown", "targets": {}} | fields
    return make_indicator(node=node, name=name, **fields)


def send(client: Client, page: Any, **typed: Any) -> Any:
    form = forms_on(page.request["PATH_INFO"], page)[-1]
    return client.post(form.action, form.fields | {"do": ["save"]} | typed, follow=True)


def test_proposals_are_written_only_where_somebody_has_taken_them(person, period):
    waste, visitors = make_unknown(period, "ごみの排出量（累計）"), make_unknown(period, "来館者数")
    client = browser(person)
    page = client.get("/reports/unsaid/")
    assert "指標名の「ごみの排出量」は、少ないほどよいものと読めます。" in said(page)
    nothing = send(client, page)
    assert nothing.status_code == 422
    assert "「確かめた」に印を付けてください" in said(nothing)
    done = send(client, page, take=[str(waste.pk)])
    assert "1件を確かめ、1件の設定を変えました。" in said(done)
    waste.refresh_from_db()
    visitors.refresh_from_db()
    assert (waste.direction, waste.accumulation) == ("down", "cumulative")
    assert visitors.direction == "unknown"


def test_what_is_typed_goes_before_what_is_proposed(person, period):
    one = make_unknown(period, "来館者数", note="隔年")
    make_result(indicator=one, fiscal_year=2022, total=Decimal("1.5"), entry_state="waiting")
    client = browser(person)
    page = client.get("/reports/unsaid/")
    pk = one.pk
    done = send(
        client, page, **{"take": [str(pk)], f"direction-{pk}": ["down"], f"known_from-{pk}": ["翌年度10月"]}
    )
    assert done.status_code == 200, said(done)
    one.refresh_from_db()
    told = (one.direction, one.asked, one.survey_interval, one.asked_since, one.known_from, one.decimals)
    assert told == ("down", "interval", 2, 2022, "翌年度10月", 1)


def test_what_is_kept_has_its_side_on_every_target_that_was_a_bare_number(person, period):
    one = make_unknown(period, "自主防災組織の参加率")
    make_target(indicator=one, fiscal_year=2023, value=90, comparator="plain")
    client = browser(person)
    page = client.get("/reports/unsaid/")
    done = send(client, page, **{"take": [str(one.pk)], f"direction-{one.pk}": ["keep >="]})
    assert done.status_code == 200, said(done)
    one.refresh_from_db()
    assert (one.direction, Target.objects.get().comparator) == ("keep", ">=")


def test_what_is_confirmed_is_not_rewritten_and_nothing_else_either(person, period):
    fixed, free = make_unknown(period, "来館者数", decimals=0), make_unknown(period, "ごみの排出量")
    make_result(indicator=fixed, fiscal_year=2022, total=5)
    client = browser(person)
    page = client.get("/reports/unsaid/")
    keys = [str(fixed.pk), str(free.pk)]
    refused = send(client, page, **{"take": keys, f"decimals-{fixed.pk}": ["2"]})
    assert refused.status_code == 422
    assert "確認済みの実績" in said(refused)
    free.refresh_from_db()
    assert free.direction == "unknown"
    assert refused.context["rows"][0].said.decimals == "2"
    assert refused.context["rows"][0].is_taken


def test_a_share_with_confirmed_results_says_why_it_becomes_no_survey_now(person, period):
    share = make_unknown(period, "満足度", unit="％", note="2年に1回")
    client = browser(person)
    assert "2年ごと 説明に「2年に1回」とあります" in said(client.get("/reports/unsaid/"))
    make_result(indicator=share, fiscal_year=2022, total=5)
    assert "説明に「2年に1回」" not in said(client.get("/reports/unsaid/")), "it would be refused"
    said_of = {f"asked-{share.pk}": ["interval 2"], f"asked_since-{share.pk}": ["2022"]}
    refused = send(client, client.get("/reports/unsaid/"), take=[str(share.pk)], **said_of)
    assert refused.status_code == 422
    assert "読込みを取り消してから" in said(refused)


def test_nobody_overwrites_what_somebody_else_has_set_meanwhile(person, period):
    one = make_unknown(period, "来館者数")
    client = browser(person)
    page = client.get("/reports/unsaid/")
    Indicator.objects.update(version=5, note="先に")
    Indicator.objects.update(direction="down", accumulation="point")
    typed = {"take": [str(one.pk)], f"known_from-{one.pk}": ["翌年度9月"]}
    late = send(client, page, **typed)
    assert late.status_code == 409
    (row,) = late.context["rows"]
    assert row.said.known_from == "翌年度9月", "what was typed stays, though nothing is open any more"
    one.refresh_from_db()
    assert (one.direction, one.known_from) == ("down", "")
    assert send(client, late, take=[str(one.pk)]).status_code == 200


def test_a_section_is_asked_and_its_answer_is_a_proposal(person, period):
    one = make_unknown(period, "来館者数")
    staff = make_official(Post.Role.STAFF, CITY)
    Indicator.objects.update(department=staff.posts.get().department)
    client, section = browser(person), browser(staff)
    assert "確認の依頼はありません" in said(section.get("/reports/questions/"))
    asked = send(client, client.get("/reports/unsaid/"), take=[str(one.pk)], do=["ask"])
    assert "1件の確認を、所管課に依頼しました。" in said(asked)
    assert "所管課に確認中" in said(asked)
    assert "来館者数" in said(section.get("/reports/questions/"))
    page = section.get(f"/reports/questions/{UnsaidQuestion.objects.get().pk}/")
    pk = one.pk
    answered = send(
        section,
        page,
        **{f"accumulation-{pk}": ["annual"], f"direction-{pk}": ["down"], "remark": ["減らす。"]},
    )
    assert "回答しました" in said(answered)
    one.refresh_from_db()
    assert one.direction == "unknown", "an answer changes nothing by itself"
    page = client.get("/reports/unsaid/")
    assert "所管課の回答" in said(page)
    assert "減らす。" in said(page)
    send(client, page, take=[str(pk)])
    one.refresh_from_db()
    assert (one.direction, one.accumulation) == ("down", "annual")
    assert not UnsaidQuestion.objects.exists()
    assert section.post(page.request["PATH_INFO"]).status_code == 403


@pytest.mark.parametrize("role", [Post.Role.STAFF, Post.Role.CHIEF, Post.Role.BUREAU, Post.Role.COMMITTEE])
def test_only_the_keepers_settle_and_only_sections_answer(role, person, period):
    one = make_unknown(period, "来館者数")
    UnsaidQuestion.objects.create(indicator=one)
    other = client_of(role)
    assert other.get("/reports/unsaid/").status_code == other.post("/reports/unsaid/").status_code == 403
    answers = role in {Post.Role.STAFF, Post.Role.CHIEF}
    address = f"/reports/questions/{UnsaidQuestion.objects.get().pk}/"
    assert other.get("/reports/questions/").status_code == (200 if answers else 403)
    assert other.get(address).status_code == other.post(address).status_code == (404 if answers else 403)
    assert Client().get("/reports/unsaid/").status_code == Client().get(address).status_code == 302


def test_another_citys_periods_are_not_there(person, period):
    theirs = make_period(plan=make_plan(local_government_code=OTHER_CITY, first_year=2022, last_year=2099))
    client = browser(person)
    assert client.get(f"/reports/unsaid/?in={theirs.pk}").status_code == 404
    assert client.post(f"/reports/unsaid/?in={theirs.pk}").status_code == 404


def test_the_screen_costs_the_same_however_many_indicators_it_shows(
    person, period, django_assert_max_num_queries
):
    make_unknown(period, "来館者数")
    client = browser(person)
    client.get("/reports/unsaid/")
    with django_assert_max_num_queries(40) as few:
        client.get("/reports/unsaid/")
    for number in range(5):
        make_unknown(period, f"来館者数{number}")
    with django_assert_max_num_queries(len(few)):
        client.get("/reports/unsaid/")
