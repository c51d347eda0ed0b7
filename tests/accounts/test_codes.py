"""Codes of municipalities: a slip of the pen is told wherever one is entered or loaded."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.codes import check_digit, fault_of
from accounts.models import Department
from evaluations.redline.models import WordingRule
from policies.models import Plan
from tests.factories import make_department, make_plan

ROOT: Final = Path(__file__).parents[2]
IN_CODE: Final = re.compile(r"(?:local_government_code|CITY|CODE)[\"']?[ :=,(]+[\"']([0-9]{6})[\"']")


@pytest.mark.parametrize(
    ("code", "is_right"),
    [
        pytest.param("141305", True, id="a designated city"),
        pytest.param("131016", True, id="a ward"),
        pytest.param("010006", True, id="a prefecture, of a sum below eleven"),
        pytest.param("141306", False, id="a wrong sixth digit"),
        pytest.param("141035", False, id="two digits that changed places"),
        pytest.param("472018", True, id="the last prefecture"),
        pytest.param("480000", True, id="an invented city, whose digit checks nothing"),
        pytest.param("000001", True, id="no prefecture"),
        pytest.param("14130", False, id="five digits"),
        pytest.param("１４１３０５", False, id="full width"),
    ],
)
def test_a_code_is_told_from_a_slip(code: str, is_right: bool) -> None:
    assert (fault_of(code) == "") is is_right


def test_the_sentence_says_what_to_do() -> None:
    assert "「14130」で始まるコードの6桁目は「5」です" in fault_of("141306")
    assert "48以上の数字で始めて" in fault_of("141306")


@pytest.mark.parametrize("five", ["01000", "13101", "14100", "14130", "27100", "40130", "47201"])
def test_any_other_digit_is_a_slip(five: str) -> None:
    assert [fault_of(f"{five}{last}") == "" for last in range(10)].count(True) == 1
    assert fault_of(five + check_digit(five)) == ""


def departments(code: str) -> Any:
    return Department(local_government_code=code, code="1", name="企画課")


def plans(code: str) -> Any:
    named = {"municipality": "市", "name": "計画", "first_year": 2022, "last_year": 2025}
    return Plan(local_government_code=code, **named)


def wording(code: str) -> Any:
    return WordingRule(local_government_code=code, kind="term", pattern="子供", preferred="こども")


@pytest.mark.django_db
@pytest.mark.parametrize("make", [departments, plans, wording])
def test_no_row_takes_one(make: Any) -> None:
    with pytest.raises(ValidationError, match="検査数字が合いません"):
        make("141306").clean()
    make("141305").clean()


@pytest.mark.django_db
def test_a_file_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "departments.json"
    said = {"local_government_code": "141306", "code": "1", "name": "企画課"}
    file.write_text(json.dumps([{"model": "accounts.department", "fields": said}]))
    with pytest.raises(CommandError, match=r"1番目 accounts.department .*検査数字が合いません"):
        call_command("loaddata", str(file), verbosity=0)


@pytest.mark.django_db
def test_what_is_stored_already_can_still_be_corrected() -> None:
    department, plan = (
        make_department(local_government_code="141306"),
        make_plan(local_government_code="141306"),
    )
    department.name = plan.name = "直した名前"
    department.clean()
    plan.clean()


def test_the_codes_of_fixtures_and_tests_could_be_cities() -> None:
    """Those that are meant to be wrong stand in this file alone."""
    folders = [ROOT / name for name in ("tests", "bench", "kpi_tracker", "entry", "reports")]
    files = [one for folder in folders for one in folder.rglob("*.py") if one != Path(__file__)]
    files += (ROOT / "fixtures").rglob("*.json")
    found = {
        (file.name, code) for file in files for code in IN_CODE.findall(file.read_text(encoding="utf-8"))
    }
    assert len(found) > 10
    assert sorted(one for one in found if fault_of(one[1])) == []
