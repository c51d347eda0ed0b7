"""The rules of docs/look.md that a machine can check."""

import re
from itertools import chain
from pathlib import Path

import pytest

from kpi_tracker import style_sheet

ROOT = Path(__file__).parents[1]
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates/components").glob("*.html"))
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b(?=[^{]*;)|\b(?:rgb|rgba|hsl|oklch)\(", re.IGNORECASE)
INLINE = re.compile(
    r"\sstyle=|<style|\son[a-z]+=\"|javascript:|<script(?![^>]*(?:\ssrc=|application/json))", re.IGNORECASE
)
ELSEWHERE = re.compile(r"(?:src|href|action)=[\"']?(?:https?:)?//", re.IGNORECASE)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_only_the_tokens_state_a_colour(sheet: Path) -> None:
    found = COLOUR.findall(sheet.read_text(encoding="utf-8"))

    assert bool(found) == (sheet.name == "tokens.css")


def test_every_sheet_is_in_the_one_file_of_the_pages_once_and_paper_last() -> None:
    whole = style_sheet.joined().read_text(encoding="utf-8")

    assert sorted(style_sheet.SHEETS) == [sheet.stem for sheet in SHEETS]
    places = [whole.index(sheet.read_text(encoding="utf-8")) for sheet in style_sheet.sources()]
    assert places == sorted(places)
    assert style_sheet.SHEETS[-1] == "print"
    assert len(whole) == sum(len(sheet.read_text(encoding="utf-8")) + 1 for sheet in SHEETS)


def test_every_token_that_a_sheet_uses_is_defined() -> None:
    text = "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)

    used = set(re.findall(r"var\((--[\w-]+)", text))

    assert used - set(re.findall(r"(--[\w-]+)\s*:", text)) == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_carries_no_style_script_or_foreign_address(template: Path) -> None:
    text = template.read_text(encoding="utf-8")

    assert list(chain(INLINE.findall(text), ELSEWHERE.findall(text))) == []


@pytest.mark.parametrize("component", COMPONENTS, ids=name)
def test_a_component_is_short_and_first_says_what_it_expects(component: Path) -> None:
    lines = component.read_text(encoding="utf-8").splitlines()

    assert lines[0].startswith("{# ")
    assert len(lines) < 30


def test_each_chart_has_a_table_that_the_keyboard_reaches() -> None:
    charts = [
        (name(template), include)
        for template in TEMPLATES
        for include in re.findall(
            r'{% include "components/chart.html"[^%]*%}', template.read_text(encoding="utf-8")
        )
    ]

    assert charts
    assert [one for one in charts if not re.search(r" table(_anchor)?=", one[1])] == []


def test_what_scrolls_is_no_landmark_beside_its_section() -> None:
    scrolling = re.compile(r'<div[^>]* role="region"[^>]* tabindex="0"')

    assert [name(one) for one in TEMPLATES if scrolling.search(one.read_text(encoding="utf-8"))] == []
