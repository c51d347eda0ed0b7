"""What is taken away from an edition: the page for paper, and the folder that opens without a server."""

import hashlib
import json
import posixpath
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from evaluations.publishing.actions import publish_correction
from evaluations.publishing.page import papers
from evaluations.publishing.page.folder import Folder, LinkOutsideError
from evaluations.publishing.page.pages import read_content
from indicators.models import Result
from tests.city import CITY, OTHER_CITY
from tests.evaluations.published_hall import Hall, make_hall
from tests.factories import make_cycle, make_evaluation, make_indicator, make_node
from tests.reading import read

pytestmark = pytest.mark.django_db
HASH = re.compile(r"\b[0-9a-f]{64}\b")
LINK = re.compile(r'(?<= )(?:href|src|data-plotly-src)="([^"]*)"')


@pytest.fixture
def hall() -> Hall:
    read_content.cache_clear()
    made = make_hall()
    make_indicator(node=made.node.parent, name="実感の指標", kind="survey", results={2023: 31})
    node = make_node(parent=made.node.parent, name="二つ目の施策")
    make_evaluation(cycle=made.cycle, node=node, progress="B", direction="Ⅱ")
    make_indicator(node=node, name="二つ目の指標", results={2023: 9})
    return made


def export(out: Path, cycle: str = "r5-mid", **options: Any) -> dict[str, bytes]:
    call_command("export_public", cycle, out=out, **options)
    return {str(one.relative_to(out)): one.read_bytes() for one in sorted(out.rglob("*")) if one.is_file()}


def test_the_page_for_paper_holds_the_whole_edition_in_the_order_of_the_plan(hall):
    hall.publish()
    index = f"/published/{CITY}/r5-mid/1/"
    assert f'href="{index}print/"' in Client().get(index).content.decode()
    page = read(Client().get(f"{index}print/"))
    told = page.text
    places = [
        told.index(words) for words in ("実感の指標", "元の取組の概要", "元の理由", "二つ目の指標", "正誤表")
    ]
    assert places == sorted(places)
    titles = [one.text for one in page.all("h1")]
    assert titles[1:] == ["政策1-1元の政策", "施策1-1-1元の施策", "施策1-1-2二つ目の施策"]
    text = Client().get(f"{index}print/").content.decode()
    ids = re.findall(r' id="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]*)"', text)) <= set(ids)
    assert "data-figure" not in text
    assert text.count("<details") == text.count('<details class="accordion" open>')


def test_the_chapters_of_an_edition_are_rendered_once_whoever_asks(hall, monkeypatch):
    papers.chapters_of.cache_clear()
    hall.publish()
    made, chapter = [], papers.chapter

    def chapter_and_count(*said):
        made.append(said)
        return chapter(*said)

    monkeypatch.setattr(papers, "chapter", chapter_and_count)
    first = Client().get(f"/published/{CITY}/r5-mid/1/print/").content
    once = len(made)
    assert once == 3
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=Decimal(8))
    publish_correction(hall.draft(), edition=2, reason="転記の誤り", by=hall.by)
    again = Client().get(f"/published/{CITY}/r5-mid/1/print/").content
    assert len(made) == once
    assert "最新は第2版です" in again.decode()
    assert "最新は第2版です" not in first.decode()
    assert "8件" in Client().get(f"/published/{CITY}/r5-mid/2/print/").content.decode()


def test_the_folder_holds_every_edition_and_every_link_stays_in_it(hall, tmp_path):
    first = hall.publish()
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=Decimal(8))
    publish_correction(hall.draft(), edition=2, reason="転記の誤り", by=hall.by)
    make_cycle(period=hall.cycle.period, key="secret", name="公表しない評価", first_year=2023, last_year=2023)
    Result.objects.filter(indicator=hall.indicator, fiscal_year=2023).update(total=Decimal(76543))
    files = export(tmp_path / "out")
    assert {"index.html", "1/index.html", "2/print.html", "2/policies/1-1-1.html", "2/policies/1.html"} <= {
        *files
    }
    for place, content in files.items():
        if not place.endswith(".html"):
            continue
        text = content.decode()
        for link in LINK.findall(text):
            path, _, anchor = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(place), path)) if path else place
            assert target in files, (place, link)
            assert not anchor or target != place or f' id="{anchor}"' in text, (place, link)
        assert "://" not in text.replace("http://www.w3.org/", ""), place
        for words in ("76,543", "76543", "公表しない評価", "ログイン"):
            assert words not in HASH.sub("", text), (place, words)  # whose digits may be any
    data = json.loads(files["1/data.json"])
    said = json.dumps(data["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(said.encode()).hexdigest() == data["sha256"] == first.sha256
    assert "最新の版を見る" in files["1/policies/1-1-1.html"].decode()
    assert "8件" in files["2/policies/1-1-1.html"].decode()
    read_content.cache_clear()
    assert export(tmp_path / "again") == files


def test_a_code_of_any_signs_has_a_file_whose_name_every_system_takes(hall, tmp_path):
    node = make_node(parent=hall.node.parent, name="三つ目の施策", code="1-1施策'&?..:1.5")
    make_evaluation(cycle=hall.cycle, node=node, progress="B", direction="Ⅱ")
    hall.publish()
    files = export(tmp_path / "out")
    place = "policies/1-1_65bd_7b56_27_26_3f_2e_2e_3a1.5.html"
    assert "三つ目の施策" in files[f"1/{place}"].decode()
    assert f'href="{place}"' in files["1/index.html"].decode()


def test_an_address_the_folder_does_not_hold_is_a_fault_and_not_a_dead_link(hall):
    folder = Folder([hall.publish()])
    index = f"/published/{CITY}/r5-mid/1/"
    for address in (
        "/",
        "/accounts/login/",
        f"{index}charts/1.json",
        "https://example.com/",
        f"{index}policies/../x/",
    ):
        with pytest.raises(LinkOutsideError):
            folder.target(address)


def test_what_cannot_be_exported_is_said_and_nothing_is_written(hall, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(CommandError, match="公表されていません") as failed:
        export(out)
    assert failed.value.returncode == 2
    hall.publish()
    make_hall(OTHER_CITY).publish()
    with pytest.raises(CommandError, match="--plan で指定"):
        export(out)
    assert not out.exists()
    assert "index.html" in export(out, plan=CITY)
    with pytest.raises(CommandError, match="空のフォルダーではありません"):
        export(out, plan=CITY)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CommandError, match="空のフォルダーではありません"):
        export(tmp_path / "file", plan=CITY)
    with pytest.raises(CommandError, match="書き込めません"):
        export(tmp_path / "file" / "below", plan=CITY)
