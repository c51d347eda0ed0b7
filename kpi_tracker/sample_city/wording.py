"""The invented city's list of 用字用語: our examples."""

from evaluations.redline.findings import EXAMPLES
from evaluations.redline.models import WordingRule
from kpi_tracker.sample_city.frame import CODE, City


def add_wording(city: City) -> None:
    """Add the examples, each as a line of the city's own."""
    for rule in EXAMPLES:
        said = {name: value for name, value in WordingRule.columns(rule).items() if value is not None}
        city.add("evaluations.wordingrule", local_government_code=CODE, **said)
