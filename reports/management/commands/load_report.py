import json
import re
from argparse import ArgumentParser
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from accounts.codes import fault_of
from policies.models import Plan, PlanPeriod
from reports.review.actions.placing import cycles_of, placing_of
from reports.review.actions.surroundings import Choices
from reports.review.entries import loadable
from reports.review.outcome import Loadable
from reports.review.places import LAYERS, NOTHING_LOADED
from reports.review.slots import (
    KEYS,
    LABELS,
    TAKEN,
    Decided,
    Decision,
    Json,
    Role,
    Slot,
    slots,
    with_decisions,
)
from store.actions.loading.reading import Entry, FixtureRefusedError
from store.actions.loading.undoing import Source, load_from
from store.actions.rows import Actor, RefusedError
from store.models import Change

YEARS: Final = re.compile(r"(\d{4})[-~～](\d{4})")
MOST_LISTED: Final = 50
DIFFERING: Final = (
    "登録済みの値と異なる値があるため、読み込みませんでした"
    "（--keep-stored で、登録済みの値を残してほかを載せます）。"
)
UNSURE: Final = "要確認（unsure）の値が{}件あります。案の decision に accepted か rejected を書いてください。"
NO_PLAN: Final = (
    "載せる計画が決まりません（候補：{}）。"
    "--plan で計画のキーを、計画がなければ --new-plan・--code・--years を書いてください。"
)
NO_SUCH_CYCLE: Final = "キーが「{}」の評価の回は、この計画期間にありません（候補：{}）。"
WHICH_CYCLE: Final = (
    "評価を載せる評価の回が決まりません（候補：{}）。"
    "--cycle でキーを書くか、案の評価（ratings）の decision に rejected を書いてください。"
)


class Command(BaseCommand):
    """Load a reviewed draft: all of it or nothing, through the loader, so that it can be taken back as one step."""

    help = (
        "確認した案（DRAFT）を、すべて確かめてから一つのまとまりとして読み込みます。"
        "案の中で decision が rejected の値は載せません。"
        "確かさが unsure の値は、decision に accepted を書いたものだけを載せます。登録済みの値は上書きしません。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "draft", type=Path, metavar="DRAFT", help="read_report が書き、人が確かめた案（JSON）"
        )
        parser.add_argument(
            "--plan", default="", metavar="KEY", help="載せる計画のキー（団体の計画が一つなら省略可）"
        )
        parser.add_argument(
            "--period", type=int, metavar="N", help="載せる計画期間の番号（計画期間が一つなら省略可）"
        )
        parser.add_argument(
            "--node", default="", metavar="ADDRESS", help="指標を置く項目（案に政策体系がないとき）"
        )
        parser.add_argument(
            "--cycle", default="", metavar="KEY", help="評価を載せる評価の回のキー（回が一つなら省略可）"
        )
        parser.add_argument(
            "--document", default="", metavar="NAME", help="出典に書く報告書の名前（省略するとファイル名）"
        )
        parser.add_argument(
            "--new-plan", default="", metavar="NAME", help="計画がないとき、この名前で作ります"
        )
        parser.add_argument(
            "--code", default="", metavar="CODE", help="作る計画の全国地方公共団体コード（6桁）"
        )
        parser.add_argument(
            "--years", default="", metavar="YYYY-YYYY", help="作る計画の年度（例：2016-2025）"
        )
        parser.add_argument("--period-name", default="", metavar="NAME", help="作る計画期間の名前")
        parser.add_argument("--period-years", default="", metavar="YYYY-YYYY", help="作る計画期間の年度")
        parser.add_argument(
            "--layers", default="、".join(LAYERS.values()), help="作る計画期間の層の名前（上から）"
        )
        parser.add_argument(
            "--keep-stored", action="store_true", help="登録済みの値と異なるところを残して、ほかを載せます"
        )

    def handle(self, *args: Any, draft: Path, document: str, keep_stored: bool, **asked: Any) -> None:
        content = read_draft(draft)
        told = decided(json.loads(content, parse_float=Decimal))
        try:
            city, chosen = where(told, asked)
            found = loadable(told, placing_of(document or draft.name, city, told, chosen, NOTHING_LOADED))
            self.tell(found, refuses=not keep_stored)
            entries = [
                Entry(draft.name, number, one["model"], one["fields"])
                for number, one in enumerate(found.entries, start=1)
            ]
            by = Actor(Change.Via.REPORT, why=f"load_report {draft.name}")
            source = Source(draft.name, sha256(content.encode()).hexdigest())
            done = load_from(source, entries, by=by, overwrite=False)
        except RefusedError as refused:
            raise CommandError(str(refused)) from None
        except FixtureRefusedError as refused:
            last = f"{draft.name} は読み込みませんでした（問題{len(refused.problems)}件、書き込みなし）。"
            raise CommandError(f"{refused}\n{last}") from refused
        self.stdout.write(f"{draft.name}: {done.added}件を追加、同じ値は{len(found.equal)}件でした。")

    def tell(self, found: Loadable, *, refuses: bool) -> None:
        """Say what the report states otherwise than what is there, and what cannot be loaded."""
        restated = [
            f"{one.indicator.name} {words_of(one.slot)}: "
            f"登録済み「{one.old}」（{one.source or '出典なし'}）、報告書「{one.new}」"
            for one in found.restated
        ]
        if restated and refuses:
            raise CommandError("\n".join([*restated[:MOST_LISTED], DIFFERING]))
        for line in restated:
            self.stdout.write(f"登録済みの値を残しました: {line}")
        for one in found.unheld:
            self.stdout.write(f"載せません: {words_of(one.slot)}: {one.reason}")


def read_draft(file: Path) -> str:
    """Return the text of a draft. Raise CommandError where it is none."""
    try:
        content = file.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{file}: ファイルを開けません（{error.strerror}）。", returncode=2) from None
    except UnicodeDecodeError:
        raise CommandError(f"{file}: UTF-8の文字ではありません。", returncode=2) from None
    try:
        told = json.loads(content)
    except ValueError as error:
        raise CommandError(f"{file}: JSONとして読めません（{error}）。", returncode=2) from None
    if not isinstance(told, dict) or not isinstance(told.get("indicators"), list):
        raise CommandError(f"{file}: 指標（indicators）の並びを持つ案ではありません。", returncode=2)
    return content


def decided(draft: Json) -> Json:
    """Return the draft with a yes to what is fairly sure; raise CommandError if somebody must look first."""
    still_open = [one for one in slots(draft) if one.decision is Decision.OPEN]
    unsure = [one for one in still_open if one.confidence == "unsure" and one.path != "municipality"]
    if unsure:
        lines = [f"{words_of(one)}: {one.said.get('value', one.said.get('name', ''))}" for one in unsure]
        raise CommandError("\n".join([*lines[:MOST_LISTED], UNSURE.format(len(unsure))]))
    return with_decisions(draft, {one.path: Decided(Decision.ACCEPTED, {}) for one in still_open})


def words_of(slot: Slot) -> str:
    """Return what a fact is and where it stands, in words."""
    place = f"（{slot.page}ページ）" if slot.page else f"（{slot.line}行）" if slot.line else ""
    return f"{LABELS[slot.role]} {KEYS.get(slot.key, slot.key)}".strip() + place


def where(draft: Json, asked: dict[str, Any]) -> tuple[str, Choices]:
    """Return the city and where the draft goes, by the options and by what is there. Raise CommandError."""
    if asked["new_plan"]:
        return asked["code"], new_plan(draft, asked)
    municipality = draft.get("municipality")
    told = municipality if isinstance(municipality, dict) else {}
    code = str(told.get("local_government_code", ""))
    plans = Plan.objects.filter(key=asked["plan"]) if asked["plan"] else Plan.objects.all()
    known = [one for one in plans if not code or asked["plan"] or one.local_government_code == code]
    if len(known) != 1:
        keys = "、".join(one.key for one in known) or "なし"
        raise CommandError(NO_PLAN.format(keys))
    periods = list(PlanPeriod.objects.filter(plan=known[0]))
    if asked["period"] is not None:
        periods = [one for one in periods if one.number == asked["period"]]
    if len(periods) != 1:
        numbers = "、".join(str(one.number) for one in periods) or "なし"
        raise CommandError(
            f"載せる計画期間が決まりません（候補：{numbers}）。--period で番号を書いてください。"
        )
    chosen = Choices(
        plan=known[0].key,
        period=str(periods[0].number),
        home=asked["node"],
        cycle=cycle_asked(draft, periods[0], asked["cycle"]),
    )
    return known[0].local_government_code, chosen


def cycle_asked(draft: Json, period: PlanPeriod, key: str) -> str:
    """Return the cycle of the ratings. Raise CommandError where none is named and the period has several."""
    cycles = cycles_of(period)
    keys = "、".join(f"{one.key}（{one}）" for one in cycles) or "なし"
    if key and key not in {one.key for one in cycles}:
        raise CommandError(NO_SUCH_CYCLE.format(key, keys))
    rated = any(slot.role is Role.RATING and slot.decision in TAKEN for slot in slots(draft))
    if rated and not key and len(cycles) > 1:
        raise CommandError(WHICH_CYCLE.format(keys))
    return key


def new_plan(draft: Json, asked: dict[str, Any]) -> Choices:
    """Return the plan and period that are to be made."""
    first, last = span(asked["years"], "--years")
    begins, ends = span(asked["period_years"], "--period-years") if asked["period_years"] else (first, last)
    if not asked["code"]:
        raise CommandError("--code で全国地方公共団体コード（6桁）を書いてください。")
    if fault := fault_of(asked["code"]):
        raise CommandError(f"--code：{fault}")
    municipality = draft.get("municipality")
    named = municipality.get("name", "") if isinstance(municipality, dict) else ""
    return Choices(
        municipality=named or asked["code"],
        plan_name=asked["new_plan"],
        plan_first=first,
        plan_last=last,
        period_number=asked["period"] or 1,
        period_name=asked["period_name"] or asked["new_plan"],
        period_first=begins,
        period_last=ends,
        layers=asked["layers"],
        home=asked["node"],
    )


def span(text: str, option: str) -> tuple[int, int]:
    """Return the first and the last year that an option says."""
    match = YEARS.fullmatch(text)
    if match is None:
        raise CommandError(f"{option} は、2016-2025 のように西暦の年度で書いてください。")
    return int(match[1]), int(match[2])
