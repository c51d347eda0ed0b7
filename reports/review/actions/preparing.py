"""A reviewed report as a file that is loaded like any other: seen before, within one's rights, taken back."""

import json
from typing import Final

from reports.loads.actions import uploads
from reports.review.actions.placing import placing_of
from reports.review.actions.surroundings import Choices, choices_of
from reports.review.entries import loadable
from reports.review.models import Report
from reports.review.outcome import Loadable
from store.actions.loading.dumping import as_json
from store.actions.rows import Actor, RefusedError, change_row

NOT_PLACED: Final = (
    "登録先をまだ決めていません。「登録先を決める」で、計画と登録済みの指標との対応を確かめてください。"
)
NOTHING: Final = (
    "データベースに加えるものはありません。採用した値は、登録済みの値と同じか、下の理由で載せられません。"
)


def what_becomes_of(report: Report) -> Loadable:
    """Return what of a report would be loaded, and what not; raise RefusedError if nobody said where it goes."""
    chosen: Choices | None = choices_of(report)
    if chosen is None:
        raise RefusedError(NOT_PLACED)
    draft = report.reviewed()
    return loadable(draft, placing_of(report.name, report.city, draft, chosen, report.rows_loaded))


def prepare(report: Report, *, version: int, by: Actor) -> uploads.Upload:
    """Keep the file that loads what was said yes to, and note which figure is from where.

    Raise StaleRow if the report was changed meanwhile, RefusedError where there is nothing to load.
    """
    found = what_becomes_of(report)
    if not found.entries:
        raise RefusedError(NOTHING)
    text = json.dumps(found.entries, ensure_ascii=False, default=as_json)
    upload = uploads.keep(f"報告書「{report.name[:60]}」", text.encode(), origin=report.sha256)
    report.facts_loaded = report.facts_loaded | found.facts
    change_row(report, version=version, by=by)
    return upload
