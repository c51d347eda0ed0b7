"""Tables as a browser prints them to PDF: letters drawn one by one, each side of a cell a rule of its own."""

import pytest
from playwright.sync_api import Page

from reports.reading.files import document_of, read_file
from reports.reading.scoring import score

STYLE = """<style>
@page { size: A4 landscape; margin: 12mm }
body { font: 7pt 'Noto Sans CJK JP' }
table { border-collapse: collapse; width: 100% }
td, th { border: 1px solid #000; padding: 1px 3px; max-width: 9em }
</style>"""
LINES = """<table>
<tr><th>分野<th>指標名<th><th>基準値<th>R4<th>R5<th>R6<th>最終目標<br>（R9）<th>担当課<th>設定の考え方</tr>
<tr><td rowspan=6>地域の福祉<td rowspan=3>相談支援を受けた世帯の数<td>目標<td rowspan=3>310件<br>（R3）
<td>320件<td>330件<td>340件<td rowspan=3>400件<td rowspan=3>地域福祉課<td rowspan=3>毎年度３％程度の増加を目指す</tr>
<tr><td>実績<td>318件<td>335件<td></tr><tr><td>達成率<td>99.4%<td>101.5%<td></tr>
<tr><td rowspan=3>特定健康診査の受診率<td>目標<td rowspan=3>41.2％<br>（R2）
<td>44.0％<td>46.0％<td>48.0％<td rowspan=3>55.0％<td rowspan=3>健康増進課<td rowspan=3>国の目標値による</tr>
<tr><td>実績<td>43.1％<td>46.9％<td></tr><tr><td>達成率<td>98.0%<td>102.0%<td></tr>
</table>"""
LINES_SAY = [
    {
        "name": "相談支援を受けた世帯の数",
        "baseline": {"fiscal_year": 2021, "value": 310},
        "targets": {"2022": 320, "2023": 330, "2024": 340, "2027": 400},
        "actuals": {"2022": 318, "2023": 335},
    },
    {
        "name": "特定健康診査の受診率",
        "baseline": {"fiscal_year": 2020, "value": 41.2},
        "targets": {"2022": 44, "2023": 46, "2024": 48, "2027": 55},
        "actuals": {"2022": 43.1, "2023": 46.9},
    },
]
YEARS = """<table>
<tr><th rowspan=2>指標<th rowspan=2>単位<th>策定時<th colspan=2>実績値<th colspan=2>目標値</tr>
<tr><th>2018年度<th>2020年度<th>2021年度<th>中間 2024年度<th>最終 2029年度</tr>
<tr><td colspan=7>【安全】いつでも安心な水</tr>
<tr><td>鉛製給水管の残る割合<td>％<td>6.1<td>5.2<td>4.7<td>4.0<td>2.0</tr>
<tr><td>管路の更新率<td>％<td>0.52<td>0.61<td>0.58<td>0.80<td>1.00</tr>
</table>"""
YEARS_SAY = [
    {
        "name": "鉛製給水管の残る割合",
        "baseline": {"fiscal_year": 2018, "value": 6.1},
        "targets": {"2024": 4, "2029": 2},
        "actuals": {"2020": 5.2, "2021": 4.7},
    },
    {
        "name": "管路の更新率",
        "baseline": {"fiscal_year": 2018, "value": 0.52},
        "targets": {"2024": 0.8, "2029": 1},
        "actuals": {"2020": 0.61, "2021": 0.58},
    },
]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(LINES, LINES_SAY, id="several lines an indicator"),
        pytest.param(YEARS, YEARS_SAY, id="two rows of heads"),
    ],
)
def test_a_table_printed_by_a_browser_gives_its_facts_and_no_others(page: Page, tmp_path, table, expected):
    page.set_content(f"<!doctype html><meta charset=utf-8>{STYLE}<h2>成果指標の進捗状況</h2>{table}")
    page.pdf(path=tmp_path / "table.pdf", prefer_css_page_size=True)
    lines = [line.text for line in document_of(tmp_path / "table.pdf").lines]
    assert lines[0] == "成果指標の進捗状況"
    result = score(read_file(tmp_path / "table.pdf"), {"indicators": expected})
    assert result.told == result.expected == result.right, "\n".join(lines)
