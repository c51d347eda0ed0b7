"""The city's list of 用字用語: read and tried by its staff, kept by the 事務局, many lines at once or none."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk.models import ParkedForm
from evaluations.cycles.models import EvaluationCycle
from evaluations.redline.actions import wording as actions
from evaluations.redline.findings import EXAMPLES
from evaluations.redline.forms import wording
from evaluations.redline.forms.wording import PasteForm
from evaluations.redline.models import WordingRule
from store.actions.rows import RefusedError, StaleRow
from store.models import Change
from tests.city import CITY, OTHER_CITY
from tests.evaluations.hall import COMMAND, Hall, hidden, make_hall
from tests.reading import read

pytestmark = pytest.mark.django_db
WORD = {"kind": "word", "pattern": "行なう", "preferred": "行う"}


@pytest.fixture
def hall() -> Hall:
    return make_hall(())


def line(code: str = CITY, **said: Any) -> WordingRule:
    return WordingRule.objects.create(local_government_code=code, **WORD | said)


def address(hall: Hall, row: WordingRule | None = None) -> str:
    return f"/evaluations/wording/{f'{row.pk}/' if row else ''}?{hall.query}"


def filled(do: str, **fields: Any) -> dict[str, Any]:
    """Return what is typed into the form of the list that does this."""
    return {"do": do, **{f"{do}-{name}": value for name, value in fields.items()}}


def send(hall: Hall, typed: dict[str, Any], row: WordingRule | None = None, who: str = "jimukyoku") -> Any:
    client, at = hall.client(who), address(hall, row)
    return client.post(at, hidden(client, at) | typed)


def stored() -> list[tuple[str, str, str, str, str]]:
    names = ("pattern", "preferred", "note", "unless_in", "field")
    return list(WordingRule.objects.order_by("pk").values_list(*names))


def test_a_line_of_each_kind_is_added_shown_and_recorded(hall):
    typed = {"pattern": "子供", "preferred": "子ども", "unless_in": "子供の日, 子供会", "field": "efforts"}
    assert send(hall, filled("word", **typed)).status_code == 302
    assert send(hall, filled("width", pattern="数字", preferred="統一")).status_code == 302
    assert send(hall, filled("length", field="progress", longest="400")).status_code == 302
    table = read(hall.client("tanto").get(address(hall))).one("table")
    assert table.row("子供") == ["子ども", "用字用語", "取組", "子供の日、子供会", "－", "使う"]
    assert table.row("数字") == ["統一", "全角・半角", "すべての文", "－", "－", "使う"]
    assert table.row("施策の進捗状況の理由の字数")[:2] == ["400字以内", "字数"]
    change = Change.objects.filter(model="evaluations.wordingrule", field="preferred").order_by("sequence")[0]
    assert (change.who_name, change.post, change.new) == ("企画 三郎", "企画調整課 事務局", "子ども")
    assert change.owner == f"evaluations.wording:{CITY}"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (filled("word", preferred="行う"), "確認する語を入力してください。"),
        (filled("word", pattern="行う", preferred="行う"), "確認する語と望ましい表記が同じです。"),
        (filled("word", pattern="行な\u202eう", preferred="行う"), "U+202E"),
        (filled("word", pattern="あ" * 51, preferred="行う"), "50"),
        (filled("word", pattern="又は", unless_in="又\u2028はと"), "U+2028"),
        (filled("width", pattern="絵文字", preferred="全角"), "絵文字"),
        (filled("width", pattern="数字"), "書き方を選んでください。"),
        (filled("length", longest="0"), "1"),
        (filled("length", longest="20001"), "20000"),
        (filled("length", longest="四百"), "整数で入力してください。"),
        (filled("paste", lines=" \n"), "加える行を貼り付けてください。"),
    ],
)
def test_a_line_that_could_find_nothing_is_refused_and_stays_typed(hall, typed, said):
    answer = send(hall, typed)
    assert answer.status_code == 422
    page = read(answer)
    assert said in " ".join(one.text for one in page.all("ul", class_="errorlist"))
    opened = [one for one in page.all("details") if "open" in one.attributes]
    assert len(opened) == 1
    shown = answer.content.decode()
    assert all(value in shown for name, value in typed.items() if name.endswith(("pattern", "preferred")))
    assert not WordingRule.objects.exists()


def test_a_word_that_is_there_already_is_refused_but_may_be_said_of_another_text(hall):
    line()
    again = send(hall, filled("word", pattern="行なう", preferred="おこなう"))
    assert again.status_code == 422
    assert "「行なう」は、すでに一覧にあります。" in again.content.decode()
    assert send(hall, filled("word", pattern="行なう", field="efforts")).status_code == 302
    assert [one[4] for one in stored()] == ["", "efforts"]


def test_lines_from_a_table_are_added_and_change_what_they_say_of_lines_that_are_there(hall):
    kept = line(note="動詞", unless_in="行なうべき", is_active=False)
    same = line(pattern="又は", preferred="または")
    pasted = (
        "確認する語\t望ましい表記\t説明\t指摘しない語\r\n行なう\tおこなう\r\n"
        "又は\tまたは\t\t\r\n\r\n子供\t子ども\t固有名詞、法令はそのまま\t子供の日、子供会\r\n"
    )
    assert send(hall, filled("paste", lines=pasted)).status_code == 302
    assert stored() == [
        ("行なう", "おこなう", "動詞", "行なうべき", ""),
        ("又は", "または", "", "", ""),
        ("子供", "子ども", "固有名詞、法令はそのまま", "子供の日、子供会", ""),
    ]
    kept.refresh_from_db()
    same.refresh_from_db()
    assert (kept.version, kept.is_active, same.version) == (2, False, 1)
    page = hall.client("jimukyoku")
    page.post(address(hall), {**hidden(page, address(hall)), **filled("paste", lines="従って、したがって")})
    assert "1件を加え、0件を変更しました（同じ内容の行 0件）。" in page.get(address(hall)).content.decode()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "行なう、行う、動詞、行なうべき、行なうとき",
            [("行なう", "行う", "動詞", "行なうべき、行なうとき")],
        ),
        ("行なう,行う\n又は，または", [("行なう", "行う"), ("又は", "または")]),
        ("行なう\t行う\t\t\t\t", [("行なう", "行う", "", "")]),
        ("等々", [("等々",)]),
    ],
)
def test_a_line_may_be_separated_in_three_ways(text, lines):
    form = PasteForm({"lines": text})
    assert form.is_valid()
    names = ("pattern", "preferred", "note", "unless_in")
    assert [tuple(one[name] for name in names if name in one) for one in form.values()] == lines


def test_of_lines_with_faults_none_is_saved_and_each_is_named_by_its_number(hall):
    pasted = "行なう、行う\n\n又は、又は\n、及び\n行なう、おこなう\n且つ かつ\n" + "あ" * 51
    answer = send(hall, filled("paste", lines=pasted))
    assert answer.status_code == 422
    errors = read(answer).one("ul", class_="errorlist").text
    for said in (
        "3行目：確認する語と望ましい表記が同じです。",
        "4行目：確認する語を入力してください。",
        "5行目：「行なう」は、1行目にもあります。",
        "6行目：語の区切りが読み取れません。",
        "7行目：確認する語：",
    ):
        assert said in errors
    assert "且つ かつ" in read(answer).one("textarea", name="paste-lines").text
    too_wide = send(hall, filled("paste", lines="一\t二\t三\t四\t五"))
    assert "1行目：列が多すぎます（5列）。4列までにしてください。" in too_wide.content.decode()
    assert not WordingRule.objects.exists()


def test_more_lines_than_a_list_may_have_are_refused(hall, monkeypatch):
    monkeypatch.setattr(actions, "MOST_RULES", 2)
    line()
    answer = send(hall, filled("paste", lines="又は、または\n且つ、かつ"))
    assert answer.status_code == 422
    assert len(stored()) == 1
    monkeypatch.setattr(wording, "line_of", lambda _: pytest.fail("looked at though there are too many"))
    many = PasteForm({"lines": "\n".join(f"語{number}、別" for number in range(1_001))})
    assert many.errors["lines"] == ["一度に貼り付けられるのは1,000行までです（1,001行あります）。"]


def test_the_examples_are_taken_over_once_and_leave_the_citys_own_lines_as_they_are(hall):
    own = line(preferred="おこなう")
    page = hall.client("jimukyoku").get(address(hall)).content.decode()
    assert "「公用文作成の考え方」を参考に、本システムが用意した例です" in page
    assert send(hall, filled("examples")).status_code == 302
    rules = [one.rule() for one in WordingRule.objects.exclude(pk=own.pk)]
    assert set(rules) == set(EXAMPLES) - {EXAMPLES[0]}
    own.refresh_from_db()
    assert (own.preferred, own.version) == ("おこなう", 1)
    assert "例を取り込む" not in hall.client("jimukyoku").get(address(hall)).content.decode()


def test_a_line_is_changed_switched_off_and_deleted(hall):
    row = line()
    typed = {"do": "save", "pattern": "行なう", "preferred": "おこなう", "unless_in": "", "note": "動詞"}
    assert send(hall, typed, row).status_code == 302
    row.refresh_from_db()
    assert (row.preferred, row.note, row.is_active, row.version) == ("おこなう", "動詞", False, 2)
    listed = read(hall.client("tanto").get(address(hall))).one("table")
    assert listed.row("行なう")[-1] == "使わない"
    assert send(hall, typed | {"is_active": "on", "field": "efforts"}, row).status_code == 302
    row.refresh_from_db()
    assert (row.is_active, row.field) == (True, "efforts")
    assert send(hall, {"do": "delete"}, row).status_code == 302
    assert not WordingRule.objects.exists()
    assert hall.client("jimukyoku").get(address(hall, row)).status_code == 404


def test_lines_of_widths_and_lengths_ask_only_what_they_need(hall):
    width = line(kind="width", pattern="数字", preferred="統一")
    length = line(kind="length", pattern="", preferred="", field="progress", longest=400)
    asked = {
        row.kind: {
            one.attributes["name"]
            for one in read(hall.client("jimukyoku").get(address(hall, row))).all("input", "select")
            if one.attributes.get("type") != "hidden" and one.attributes.get("id", "").startswith("id_")
        }
        for row in (width, length)
    }
    assert asked["length"] >= {"field", "longest", "note", "is_active"}
    assert not asked["length"] & {"pattern", "preferred", "unless_in"}
    assert "longest" not in asked["width"]
    assert send(hall, {"do": "save", "field": "progress", "longest": "300"}, length).status_code == 302
    assert WordingRule.objects.get(pk=length.pk).longest == 300


def test_a_change_to_a_word_that_is_there_already_is_refused(hall):
    line(pattern="又は")
    row = line()
    answer = send(hall, {"do": "save", "pattern": "又は", "preferred": "または"}, row)
    assert answer.status_code == 422
    assert "「又は」は、すでに一覧にあります。" in answer.content.decode()
    assert 'value="または"' in answer.content.decode()


def test_whoever_is_late_is_told_what_changed_and_keeps_what_was_typed(hall):
    row = line()
    client = hall.client("jimukyoku")
    one, whole = hidden(client, address(hall, row)), hidden(client, address(hall))
    actions.change_wording_rule(row, {"preferred": "おこなう"}, version=1, by=hall.by("jimukyoku"))
    answer = client.post(
        address(hall, row), one | {"do": "save", "pattern": "行なう", "preferred": "やる", "note": "私の説明"}
    )
    assert answer.status_code == 409
    told = read(answer).one("section", **{"aria-labelledby": "conflict"}).text
    assert all(word in told for word in ("望ましい表記", "行う", "おこなう", "企画 三郎"))
    assert 'value="私の説明"' in answer.content.decode()
    pasted = client.post(address(hall), whole | filled("paste", lines="行なう、やる"))
    assert pasted.status_code == 409
    assert "おこなう" in read(pasted).one("section", **{"aria-labelledby": "conflict"}).text
    assert "行なう、やる" in read(pasted).one("textarea", name="paste-lines").text
    assert client.post(address(hall), whole | filled("examples")).status_code == 409
    assert stored() == [("行なう", "おこなう", "", "", "")]
    # from the page that has told it, the same can be sent again
    assert send(hall, filled("paste", lines="行なう、やる")).status_code == 302


def test_what_was_typed_for_a_line_that_is_gone_can_be_copied(hall):
    row = line()
    client = hall.client("jimukyoku")
    known = hidden(client, address(hall, row))
    actions.delete_wording_rule(WordingRule.objects.get(), version=1, by=COMMAND)
    typed = known | {"do": "save", "pattern": "行なう", "preferred": "やる", "note": "私の説明"}
    answer = client.post(address(hall, row), typed)
    assert answer.status_code == 409
    assert "私の説明" in read(answer).one("section", **{"aria-labelledby": "typed"}).text
    assert "削除" in read(answer).one("section", **{"aria-labelledby": "conflict"}).text


def test_a_word_that_somebody_added_meanwhile_is_a_conflict(hall):
    client = hall.client("jimukyoku")
    known = hidden(client, address(hall))
    actions.add_wording_rule(CITY, WORD, version=0, by=COMMAND)
    answer = client.post(address(hall), known | filled("word", pattern="行なう", preferred="やる"))
    assert answer.status_code == 409
    assert 'value="やる"' in answer.content.decode()
    # another word does not mind that the list has moved on
    other = client.post(address(hall), known | filled("word", pattern="又は", preferred="または"))
    assert other.status_code == 302


def test_a_form_takes_effect_once_and_not_without_its_version(hall):
    row, client = line(), hall.client("jimukyoku")
    known = hidden(client, address(hall))
    first, second = (client.post(address(hall), known | filled("word", pattern="又は")) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert first["Location"].startswith("/evaluations/wording/?")
    delete = hidden(client, address(hall, row)) | {"do": "delete"}
    assert [client.post(address(hall, row), delete).status_code for _ in range(2)] == [302, 302]
    assert len(stored()) == 1
    for kind, at in (("word", address(hall)), ("save", address(hall, WordingRule.objects.get()))):
        sent = hidden(client, at) | {"do": kind, "word-pattern": "等々", "pattern": "等々"}
        for lacking in ("version", "once", "do"):
            assert client.post(at, sent | {lacking: ""}).status_code == 400
    assert [one[0] for one in stored()] == ["又は"]


def test_what_was_typed_when_the_session_was_over_is_there_after_the_login(hall):
    client = Client(headers={"Referer": "http://testserver/"})
    answer = client.post(address(hall), filled("paste", lines="行なう、行う"))
    way = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    back = parse_qs(urlsplit(way).query)["parked"][0]
    client.force_login(hall.people["jimukyoku"])
    assert way == f"{address(hall)}&parked={back}"
    page = client.get(way)
    assert "行なう、行う" in read(page).one("textarea", name="paste-lines").text
    again = hidden(client, address(hall)) | filled("paste", lines="行なう、行う") | {"parked": back}
    assert client.post(address(hall), again).status_code == 302
    assert not ParkedForm.objects.exists()


def test_a_text_is_tried_by_all_staff_and_kept_nowhere(hall):
    line()
    line(pattern="調査", preferred="", is_active=False)
    line(OTHER_CITY, pattern="窓口", preferred="受付")
    line(kind="length", pattern="", preferred="", field="progress", longest=5)
    text = "窓口の調査を行なう。"
    before = Change.objects.count()
    client = hall.client("tanto")
    answer = client.post(address(hall), filled("try", text=text))
    found = read(answer).one("ul", class_="word-findings").text
    assert "行う" in found
    assert not any(word in found for word in ("受付", "5字以内"))
    assert text in read(answer).one("textarea", name="try-text").text
    of_field = client.post(address(hall), filled("try", text=text, field="progress"))
    assert "5字以内" in read(of_field).one("ul", class_="word-findings").text
    nothing = client.post(address(hall), filled("try", text="調査を行う。"))
    assert "見つかったものは、ありません。" in nothing.content.decode()
    assert client.post(address(hall), filled("try", text=" ")).status_code == 422
    assert Change.objects.count() == before
    assert not ParkedForm.objects.exists()


def test_those_who_only_read_see_the_list_and_no_form_that_changes_it(hall):
    row = line(note="動詞")
    for at in (address(hall), address(hall, row)):
        page = read(hall.client("tanto").get(at))
        assert "動詞" in page.one("table").text
        assert {one.attributes.get("value") for one in page.all("input", name="do")} <= {"try"}
    answer = send(hall, {**filled("word", pattern="又は"), "version": 1, "once": "k" * 32}, who="tanto")
    assert answer.status_code == 403
    assert "事務局だけ" in answer.content.decode()
    assert len(stored()) == 1


def test_a_city_without_any_evaluation_keeps_its_list_all_the_same(hall):
    EvaluationCycle.objects.all().delete()
    query = f"plan={CITY}&period={hall.cycle.period.number}"
    at, client = f"/evaluations/wording/?{query}", hall.client("jimukyoku")
    assert "一覧は、まだ空です。" in client.get(at).content.decode()
    assert client.post(at, hidden(client, at) | filled("word", pattern="又は")).status_code == 302
    row = WordingRule.objects.get()
    assert client.get(f"/evaluations/wording/{row.pk}/?{query}").status_code == 200


def test_a_long_list_is_narrowed_and_costs_no_more_queries(hall):
    for pattern in ("行なう", "又は"):
        line(pattern=pattern)
    client = hall.client("jimukyoku")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(hall)).status_code == 200
        return len(queries)

    cost()  # what only the first visit asks for
    few = cost()
    WordingRule.objects.bulk_create(
        WordingRule(local_government_code=CITY, **WORD | {"pattern": f"語{number}", "note": "多い"})
        for number in range(300)
    )
    line(kind="width", pattern="数字", preferred="統一", is_active=False)
    assert cost() == few

    def patterns(**chosen: str) -> list[str]:
        query = "".join(f"&{name}={value}" for name, value in chosen.items())
        rows = read(client.get(address(hall) + query)).one("table").rows[1:]
        return [row[0].split()[0] for row in rows]

    assert len(patterns()) == 100
    assert patterns(q="語299") == ["語299"]
    assert patterns(q="行な") == ["行なう"]
    assert patterns(kind="width") == patterns(use="no") == ["数字"]
    assert patterns(q="ありません") == ["条件に合う行はありません。"]
    assert len(patterns(kind="nonsense", page="4")) == 3


def test_the_board_leads_staff_to_the_list(hall):
    client = hall.client("tanto")
    (link,) = [one for one in read(client.get(f"/evaluations/?{hall.query}")).links if "/wording/" in one]
    assert client.get(link).status_code == 200


def test_verbs_that_come_too_late_or_say_nothing_write_nothing(hall):
    row = line()
    version = actions.list_version(CITY)
    line(pattern="又は")
    late: list[Any] = [
        lambda: actions.put_pasted(CITY, [WORD], version=version, by=COMMAND),
        lambda: actions.add_examples(CITY, version=version, by=COMMAND),
        lambda: actions.change_wording_rule(row, {"note": "説明"}, version=2, by=COMMAND),
        lambda: actions.delete_wording_rule(row, version=2, by=COMMAND),
    ]
    for act in late:
        with pytest.raises(StaleRow):
            act()
    wrong = [WORD | {"note": "新しい"}, {"kind": "word", "pattern": ""}]
    with pytest.raises(RefusedError):
        actions.put_pasted(CITY, wrong, version=actions.list_version(CITY), by=COMMAND)
    assert {one[2] for one in stored()} == {""}
    assert not Change.objects.filter(model="evaluations.wordingrule").exists()
