"""A section that owes sheets of 事務事業, and what is done with its workbook: for tests of the round trip."""

import io
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from accounts.models import Department, Person, Post
from evaluations.sheets.actions import enter_sheet
from evaluations.sheets.amounts import AmountPlace
from evaluations.sheets.answers import Answer
from evaluations.sheets.models.forms import SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet
from indicators.models import EntryRound
from policies.models import PolicyNode
from store.actions.rows import Actor
from store.models import Change
from tests.entry.archives import saved
from tests.factories import (
    make_department,
    make_node,
    make_person_in_post,
    make_sheet_request,
)
from tests.reading import read as read_page

UPLOAD, WORKBOOK = "/entry/upload/", "/entry/workbook.xlsx"
SHEET, AMOUNTS = "事務事業評価シート", "金額"
# the columns of the factory's form: 当年度の取組, 達成度, 達成度の理由, 訪問回数, 提出する
PLAN, RATING, REASON, VISITS, HAND_IN = "FGHIJ"
COST = AmountPlace(2022, "budget", "cost")
WHOLE: dict[str, Answer] = {
    "plan": Answer(text="相談窓口を開く。"),
    "achievement": Answer(symbol="3", text="計画どおり進んだ。"),
    "visits": Answer(number=Decimal("12.5")),
    "costs": Answer(
        amounts={
            COST: Decimal(10),
            AmountPlace(2022, "budget", "national"): Decimal(4),
            AmountPlace(2022, "budget", "general"): Decimal(6),
        }
    ),
}
COLLEAGUE = "川崎 花子"


class Office:
    """A section that owes the sheets of some 事務事業, somebody in it, and their round."""

    def __init__(self, count: int = 2, request: SheetRequest | None = None) -> None:
        self.request = request or make_sheet_request()
        self.round: EntryRound = self.request.round
        self.code = self.round.plan.local_government_code
        self.section = make_department(local_government_code=self.code)
        self.measure = make_node(period=self.request.cycle.period)
        self.nodes = [self.add() for _ in range(count)]
        self.person = make_person_in_post(Post.Role.STAFF, self.section)
        self.client = logged_in(self.person)

    def add(self, department: Department | None = None) -> PolicyNode:
        return make_node(parent=self.measure, department=department or self.section)

    def download(self, client: Client | None = None, **query: Any) -> bytes:
        answer = (client or self.client).get(WORKBOOK, query)
        assert answer.status_code == 200
        return answer.content

    def upload(self, data: bytes, client: Client | None = None) -> Any:
        return (client or self.client).post(UPLOAD, {"file": SimpleUploadedFile("x", data)})

    def writes_online(
        self, node: PolicyNode, answers: Mapping[str, Answer], *, hand_in: bool = False
    ) -> ProjectSheet:
        colleague = make_person_in_post(Post.Role.STAFF, self.section, name=COLLEAGUE)
        stored = ProjectSheet.objects.filter(node=node, cycle=self.request.cycle).first()
        return enter_sheet(
            self.request,
            node,
            answers,
            version=stored.version if stored else 0,
            hand_in=hand_in,
            by=Actor(Change.Via.PAGE, colleague),
        )

    def given(self, node: PolicyNode) -> Mapping[str, Answer]:
        rows = ProjectSheet.objects.with_answers().filter(node=node, cycle=self.request.cycle)
        return rows[0].given() if rows else {}

    def takes_in(self, data: bytes) -> Any:
        return accept(self.client, self.upload(data))


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def accept(client: Client, shown: Any, *, without: int | None = None) -> Any:
    """Press 取り込む with every sheet ticked, or all but one."""
    ticks = re.findall(r'name="(accept|sheet)" value="(\d+-\d+)"', shown.content.decode())
    form: dict[str, Any] = {"parcel": shown.context["parcel"]}
    for place, (name, value) in enumerate(ticks):
        if place != without:
            form.setdefault(name, []).append(value)
    return client.post(UPLOAD, form, follow=True)


def edited(data: bytes, cells: Mapping[str, Any]) -> bytes:
    """Return the workbook with these cells changed; those of 金額 are called 金額!F5."""
    book = load_workbook(io.BytesIO(data))
    for address, value in cells.items():
        sheet, _, cell = address.rpartition("!")
        book[sheet or SHEET][cell] = value
    return saved(book)


def read(answer: Any) -> str:
    return read_page(answer).text


def changes(shown: Any) -> list[tuple[str, str, str]]:
    return [(one.address, one.now, one.new) for row in shown.context["sheets"].changed for one in row.changes]


def sentences(shown: Any) -> list[str]:
    return [one for row in shown.context["sheets"].refused for one in row.sentences]


def counts(shown: Any) -> list[int]:
    sheets = shown.context["sheets"]
    return [len(rows) for rows in (sheets.changed, sheets.conflicts, sheets.refused, sheets.unchanged)]
