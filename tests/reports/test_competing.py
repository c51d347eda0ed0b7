"""Readers held against each other: what tells only what is told, by other names, is a table torn to pieces."""

import pytest

from reports.reading.competing import explained_by, repeat_others
from reports.reading.documents import from_text
from reports.reading.reader import read_document
from tests.reports.doubted import told

TABLE = """\
施策２ 学びの場 指標 | 単位 | 現状値（2020年度） | 中間目標（2023年度） | 目標値（2025年度） | 目標値の考え方
２－１ 公民館 １ 公民館の利用者数 人 1,204 1,350 1,500 過去の平均を踏まえる 生涯学習課 成果 \
２ 郷土 人 資 館 の 料 来 者 8,120 8,600 9,000 企画展を年に増やす 文化財課 成果 \
３ 図 貸 書 の 館 数 出 千冊 81.4 88.0 95.0 分館を対象 図書館 活動
１ 公民館の利用者数 | 人 | 成果 | 1,204 | 1,350 | 1,500 | 過去の平均を踏まえる | 生涯学習課
２ 郷土資料館の来館者 | 人 | 成果 | 8,120 | 8,600 | 9,000 | 企画展を年に増やす | 文化財課
３ 図書館の貸出冊数 | 千冊 | 活動 | 81.4 | 88.0 | 95.0 | 分館を対象 | 図書館
２－２ 学校 ４ 学校 放 開 の 団 体 団体 64 70 75 年に数団体を見込む 学校課 成果 \
５ 部活 の 指導 員 人 21 35 48 地域移行を見込む 学校課 成果
４ 学校開放の延べ利用団体 | 団体 | 成果 | 64 | 70 | 75 | 年に数団体を見込む | 学校課
５ 部活動の指導員 | 人 | 成果 | 21 | 35 | 48 | 地域移行を見込む | 学校課
"""
COLUMNS = "b2020 t2023 t2025"
ROWS = """公民館の利用者数 : 1204 1350 1500
図書館の貸出冊数 : 81.4 88.0 95.0
学校開放の団体 : 64 70 75
"""


def test_a_table_printed_once_more_in_pieces_adds_nothing():
    found = read_document(from_text(TABLE))["indicators"]
    assert [one["targets"]["2025"]["value"] for one in found] == [1500, 9000, 95, 75, 48]


@pytest.mark.parametrize(
    ("more", "is_again"),
    [
        pytest.param("貸書出冊 : 81.4 88.0 95.0\n放の団 : 64 70 75", True, id="by other names"),
        pytest.param(
            "公民館の利用者数 : 1204 1350 1500\n図書館の貸出冊数 : 81.4 88.0 95.0", False, id="again"
        ),
        pytest.param("貸書出冊 : 81.4 88.0 96.0\n放の団 : 64 71 75", False, id="other figures"),
        pytest.param("貸書出冊 : 81.4 88.0 95.0\n会員 : 3 4 5", False, id="one alone"),
    ],
)
def test_what_others_have_is_told_again_under_other_names_only(more, is_again):
    assert repeat_others(told(ROWS, COLUMNS), told(more, COLUMNS)) is is_again


def test_figures_told_under_two_names_explain_once():
    rows = told(ROWS, COLUMNS)
    twice = [*rows, *told("貸書出冊 : 81.4 88.0 95.0", COLUMNS)]
    assert explained_by(twice) == explained_by(rows)
