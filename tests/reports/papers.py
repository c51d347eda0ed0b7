"""A report as if a job had read it: of one indicator that is there, with a figure that differs, and of a new one."""

from accounts.models import Person
from reports.loads.actions.uploads import Upload
from reports.reading.documents import from_text
from reports.review.actions.reading import keep
from reports.review.models import Report, ReportFact
from store.actions.rows import Actor
from store.models import Change
from tests.factories import make_indicator, make_node, make_period, make_plan, make_result


def make_report(city: str, person: Person) -> Report:
    """Return a report on a plan of its own that states a figure otherwise, and says something new; half is decided."""
    period = make_period(plan=make_plan(local_government_code=city, name="紙の計画", is_published=False))
    node = make_node(period=period)
    indicator, other = make_indicator(node=node, name="紙の上の数"), 12
    make_result(indicator=indicator, fiscal_year=period.first_year, total=5)
    draft = {
        "indicators": [
            {
                "name": indicator.name,
                "source": {"page": 1, "line": 1, "quote": indicator.name},
                "confidence": "likely",
                "actuals": {str(period.first_year): _figure(other, 2)},
            },
            {
                "name": "花壇の数",
                "source": {"page": 1, "line": 3, "quote": "花壇の数"},
                "confidence": "likely",
                "actuals": {str(period.first_year): _figure(31, 3)},
                "targets": {str(year): _figure(40, 3) for year in (period.first_year, period.last_year)},
            },
        ],
        "candidates": [],
    }
    document = from_text(f"{indicator.name}\n実績 {other}\n花壇の数 40\n")
    by = Actor(Change.Via.REPORT, person)
    report = keep(Upload("報告書.txt", "a" * 64), city, document, draft, by=by, person=person)
    ReportFact.objects.filter(report=report, path__startswith="indicators/0").update(decision="accepted")
    ReportFact.objects.filter(report=report, path="indicators/1").update(decision="accepted")
    ReportFact.objects.filter(report=report, path=f"indicators/1/targets/{period.last_year}").update(
        decision="accepted"
    )
    place = {"plan": period.plan.key, "period": str(period.number), "home": node.address}
    Report.objects.filter(pk=report.pk).update(place=place)
    return Report.objects.get(pk=report.pk)


def _figure(value: int, line: int) -> dict[str, object]:
    source = {"page": 1, "line": line, "quote": str(value)}
    return {"value": value, "source": source, "confidence": "likely"}
