"""How a run that has several workers divides the tests: a module stays whole, the browser stays alone.

What a module builds for all of its tests (see tests/scenery.py) is then built once, and no two browsers starve each
other. pytest-xdist would do the same with its groups, but its 3.8 does not see them under pytest 9. There is one worker
more than cores (see dev.py): that of the browser waits for it half the time.
"""

from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"
# the dearest first, though of few tests: begun last, one of them would keep a worker busy while the others have nothing
DEAR = (
    "tests/test_every_form.py",
    "tests/test_large_city.py",
    "tests/test_pages.py",
    "tests/evaluations/rating/test_stage_permissions.py",
    "tests/evaluations/redline/test_compiling.py",
    "tests/kpi_tracker/pages/test_counts.py",
    "tests/test_visibility.py",
    "tests/test_admin_visibility.py",
    "tests/kpi_tracker/pages/test_season.py",
    "tests/test_every_table.py",
    "tests/evaluations/publishing/test_published_pages.py",
    "tests/kpi_tracker/pages/test_evaluation_page.py",
    "tests/test_visitors_answers.py",
    "tests/calculation/test_class_cases.py",
    "tests/evaluations/committee/test_committee.py",
    "tests/test_page_costs.py",
    "tests/test_fuzzing.py",
    "tests/kpi_tracker/pages/test_own_names.py",
    "tests/evaluations/redline/test_evaluation_drafts.py",
    "tests/evaluations/test_permissions.py",
    "tests/entry/list/test_sheet_lists.py",
    "tests/reports/test_review.py",
    "tests/test_own_words.py",
)


class WholeModules(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist brings no types
    """Give each worker one module after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def share_of(nodeid: str) -> str:
    """Return the name of what goes to one worker as a whole: the module of the test, or the browser."""
    return BROWSER if nodeid.startswith(BROWSER) else nodeid.partition("::")[0]
