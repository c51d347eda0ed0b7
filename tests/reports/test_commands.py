"""read_report and score_report."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

DOCUMENT = Path(__file__).parent / "documents" / "pipes.txt"


def test_read_report_writes_a_draft_and_nothing_else(django_assert_num_queries, db):
    out = StringIO()
    with django_assert_num_queries(0):
        call_command("read_report", DOCUMENT, format="json", stdout=out)
    draft = json.loads(out.getvalue())
    slot = draft["indicators"][0]["targets"]["2026"]
    assert slot["value"] == 55
    assert slot["source"] == {"page": 1, "line": 4, "quote": "55.0"}
    assert slot["confidence"] in {"certain", "likely", "unsure"}


def test_score_report_compares_a_draft_with_a_reading(tmp_path):
    draft, out = tmp_path / "draft.json", StringIO()
    with draft.open("w", encoding="utf-8") as written:
        call_command("read_report", DOCUMENT, stdout=written)
    call_command("score_report", draft, DOCUMENT.with_suffix(".expected.json"), stdout=out)
    assert out.getvalue().splitlines()[-1].startswith("all: precision 1.000, recall 1.000")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(None, 2, id="not there"),
        pytest.param(b"\x00\x01", 1, id="no text"),
        pytest.param(b"%PDF-1.7", 1, id="PDF"),
    ],
)
def test_read_report_refuses_in_a_sentence(tmp_path, content, code):
    path = tmp_path / "report.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=r"。$") as refusal:
        call_command("read_report", path, stdout=StringIO())
    assert refusal.value.returncode == code


@pytest.mark.parametrize("content", ["", "{", "[]", '{"indicators": 3}'])
def test_score_report_refuses_what_is_no_draft(tmp_path, content):
    path = tmp_path / "draft.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=r"。$") as refusal:
        call_command("score_report", path, path, stdout=StringIO())
    assert refusal.value.returncode == 2
