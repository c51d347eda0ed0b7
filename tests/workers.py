"""How a run that has several workers divides the tests: a module stays whole, the browser stays alone.

What a module builds for all of its tests (see tests/scenery.py) is then built once, and no two browsers starve each
other. pytest-xdist would do the same with its groups, but its 3.8 does not see them under pytest 9. There are more
workers than cores (see dev.py): that of the browser waits for it half the time.
"""

from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"
# the dearest first, though of few tests: begun last, one of them would keep a worker busy while the others have nothing
DEAR = (
    "tests/test_every_form.py",
    "tests/test_admin.py",
    "tests/entry/test_permissions.py",
    "tests/test_admin_visibility.py",
    "tests/test_visibility.py",
    "tests/test_kept_answers.py",
    "tests/evaluations/rating/test_forms_of_planning.py",
    "tests/test_admin_desk.py",
    "tests/kpi_tracker/pages/test_counts.py",
    "tests/evaluations/redline/test_compiling.py",
    "tests/entry/workbook/test_upload.py",
    "tests/evaluations/profiles/test_profiles.py",
    "tests/entry/record/test_projects.py",
    "tests/evaluations/rating/test_stage_permissions.py",
    "tests/entry/sheet/test_sheet_page.py",
    "tests/test_every_table.py",
    "tests/entry/workbook/test_sheet_workbooks.py",
    "tests/kpi_tracker/pages/test_season.py",
    "tests/evaluations/publishing/test_published_pages.py",
    "tests/test_large_city.py",
    "tests/entry/test_explaining.py",
    "tests/kpi_tracker/pages/test_evaluation_page.py",
    "tests/policies/test_scope.py",
    "tests/calculation/test_class_cases.py",
    "tests/reports/test_strangers.py",
    "tests/kpi_tracker/api/test_described.py",
    "tests/evaluations/redline/test_evaluation_drafts.py",
    "tests/test_fuzzing.py",
    "tests/kpi_tracker/test_shipped_servers.py",
    "tests/entry/figure/test_figure.py",
    "tests/evaluations/committee/test_committee.py",
    "tests/entry/workbook/test_sheet_cells.py",
    "tests/reports/test_invented_reports.py",
    "tests/desk/test_drafts.py",
    "tests/kpi_tracker/test_settings.py",
    "tests/reports/test_review.py",
    "tests/evaluations/redline/test_wording_pages.py",
    "tests/entry/list/test_sheet_lists.py",
    "tests/kpi_tracker/pages/test_compare.py",
    "tests/test_page_costs.py",
    "tests/desk/test_coming_back.py",
    "tests/entry/round/test_asked_as_values.py",
    "tests/reports/test_table_pages.py",
    "tests/kpi_tracker/api/test_editions.py",
    "tests/entry/grid/test_grid.py",
    "tests/kpi_tracker/sample_city/test_sample_city.py",
    "tests/store/test_dumping.py",
    "tests/entry/test_bad_input.py",
    "tests/kpi_tracker/pages/test_plan.py",
    "tests/evaluations/publishing/test_whole_editions.py",
    "tests/reports/test_loading_pages.py",
    "tests/kpi_tracker/pages/test_indicator_list.py",
    "tests/kpi_tracker/pages/test_packages.py",
    "tests/kpi_tracker/api/test_bulk.py",
)


class WholeModules(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist brings no types
    """Give each worker one module after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def share_of(nodeid: str) -> str:
    """Return the name of what goes to one worker as a whole: the module of the test, or the browser."""
    return BROWSER if nodeid.startswith(BROWSER) else nodeid.partition("::")[0]
