"""PDF files: every fact with its page, ruled tables as rows, and what cannot be read refused in a sentence."""

import json
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command

from reports.reading.documents import UnreadableReport
from reports.reading.files import document_of, read_file
from reports.reading.pdf import MOST_LETTERS, MOST_PAGES, FaultyPdf, lines_in
from reports.reading.printed import SEEN_BLANK, Box, Piece, pieces_of, within_cell
from reports.reading.ruled import Rules, page_lines
from reports.reading.scoring import score
from tests.reports.slides import SEED_TEXT, Slide, locked_pdf, pdf_of, seed_pdf


@pytest.fixture(scope="module")
def seed(tmp_path_factory):
    path = tmp_path_factory.mktemp("papers") / "seed.pdf"
    path.write_bytes(seed_pdf())
    return path


@pytest.fixture(scope="module")
def draft(seed):
    return read_file(seed)


def test_the_seed_as_slides_gives_every_fact_and_none_that_is_not_there(draft):
    facts = json.loads(SEED_TEXT.with_suffix(".facts.json").read_text(encoding="utf-8"))
    result = score(draft, facts)
    assert result.right.total() == result.expected.total() == result.told.total() == 24
    names = [(one["fiscal_year"], one["name"]) for one in facts["projects"]]
    assert [(one["fiscal_year"], one["name"]) for one in draft["projects"]] == names
    assert draft["municipality"]["name"] == "川崎市"


def test_each_fact_of_the_slides_says_on_which_page_it_stands(seed, draft):
    lines = {(line.page, line.number): line for line in document_of(seed).lines}
    (main, *supplements) = draft["indicators"]
    slots = [main["baseline"], *main["period_targets"].values(), *main["increments"].values()]
    slots += [
        slot for one in (main, *supplements) for key in ("targets", "actuals") for slot in one[key].values()
    ]
    assert len(slots) == 22
    for slot in slots:
        said = slot["source"]
        line = lines[said["page"], said["line"]]
        assert said["quote"] in line.text
        assert line.box is not None
        assert all(0 <= one <= 1 for one in line.box)
    assert main["period_targets"]["2025"]["source"]["page"] == 2
    assert supplements[0]["actuals"]["2023"]["source"]["page"] == max(
        slot["source"]["page"] for slot in slots
    )


def test_no_letter_of_the_slides_is_lost(seed):
    read = "".join(line.text for line in document_of(seed).lines)
    printed = SEED_TEXT.read_text(encoding="utf-8")
    assert sorted(read.translate(_UNSEEN)) == sorted(printed.translate(_UNSEEN))


_UNSEEN = {ord(letter): None for letter in "| \n\r\f\x00"} | {0xF06C: "●"}


@pytest.mark.parametrize(
    ("paper", "turn"),
    [
        pytest.param("/MediaBox[-50 -20 910 520]", "1 0 0 1 -50 -20 cm", id="its corner elsewhere"),
        pytest.param("/MediaBox[0 0 540 960]/Rotate 90", "0 1 -1 0 540 0 cm", id="turned right"),
        pytest.param("/MediaBox[0 0 540 960]/Rotate 270", "0 -1 1 0 0 960 cm", id="turned left"),
        pytest.param("/MediaBox[0 0 960 540]/Rotate 180", "-1 0 0 -1 960 540 cm", id="upside down"),
    ],
)
def test_a_page_is_read_as_it_is_seen(tmp_path, paper, turn):
    slide = Slide([turn])
    slide.text("公園の指標の一覧と、その実績の値")
    slide.table([["指標", "R4"], ["公園", "12"]])
    slide.text("出典の注", left=600)
    lines = document_of(written(tmp_path, pdf_of([slide], paper))).lines
    assert [line.text for line in lines] == [
        "公園の指標の一覧と、その実績の値",
        "| 指標 | R4 |",
        "| 公園 | 12 |",
        "出典の注",
    ]
    first, last = lines[0].box, lines[3].box
    assert first is not None
    assert last is not None
    assert first[0] < 0.1
    assert last[0] > 0.5
    assert first[1] < last[1] < 0.5


def written(tmp_path, content):
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    return path


SEED_BYTES = seed_pdf()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        pytest.param(pdf_of([Slide(), Slide()]), "OCR", id="pictures only"),
        pytest.param(locked_pdf(), "パスワード", id="locked"),
        pytest.param(SEED_BYTES[: len(SEED_BYTES) // 2], "途中で切れた", id="cut"),
        pytest.param(SEED_BYTES[:-400], "途中で切れた", id="cut near its end"),
        pytest.param(SEED_BYTES[:200] + b"%%EOF", "途中で切れた", id="without its middle"),
        pytest.param(b"%PDF-1.7\n" + b"\xff\x00" * 900 + b"%%EOF", "PDFとして読めません", id="no PDF inside"),
        pytest.param(b"MZ\x90\x00\x03" + bytes(60), "文字として読めない", id="a program"),
        pytest.param(pdf_of([Slide()] * (MOST_PAGES + 1)), "ページが多すぎ", id="too many pages"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path, content, word):
    with pytest.raises(UnreadableReport, match=rf"{word}.*。$"):
        document_of(written(tmp_path, content))


def test_a_page_of_endless_text_is_refused_before_it_is_read(tmp_path):
    slide = Slide()
    for _ in range(MOST_LETTERS // 1000 + 1):
        slide.text("あ" * 1000)
    with pytest.raises(FaultyPdf, match="full"):
        list(lines_in(written(tmp_path, pdf_of([slide]))))


def test_a_file_that_brings_the_reader_down_takes_nobody_along(tmp_path, monkeypatch):
    monkeypatch.setattr("reports.reading.pdf.sys.executable", "/bin/false")
    with pytest.raises(UnreadableReport, match=r"時間とメモリ.*。$"):
        document_of(written(tmp_path, SEED_BYTES))


# --- geometry -------------------------------------------------------------------------------------------------


def put(text, left, top):
    return Piece(text, Box(left, top, left + 10 * len(text), top + 10))


def grid(columns, rows):
    """Return the boxes of the cells between these rules."""
    return [
        Box(left, top, right, bottom) for left, right in pairwise(columns) for top, bottom in pairwise(rows)
    ]


ROWS = [put("指標", 5, 5), put("R4", 55, 5), put("公園", 5, 25), put("12", 55, 25)]


@pytest.mark.parametrize(
    ("boxes", "pieces", "expected"),
    [
        pytest.param(grid([0, 50, 100], [0, 20, 40]), ROWS, ["| 指標 | R4 |", "| 公園 | 12 |"], id="boxes"),
        pytest.param(
            [Box(50, 0, 50.5, 40), *(Box(0, y, 100, y + 0.5) for y in (0, 20, 40))],
            ROWS,
            ["| 指標 | R4 |", "| 公園 | 12 |"],
            id="open at its sides",
        ),
        pytest.param([], ROWS, ["指標 R4", "公園 12"], id="no rules"),
        pytest.param([Box(0, 0, 100, 40)], ROWS, ["指標 R4", "公園 12"], id="a frame"),
        pytest.param(
            [Box(-9, -30, 200, 99), *grid([0, 50, 100], [0, 20, 40])],
            [put("見出し", 0, -20), *ROWS, put("注", 0, 50)],
            ["見出し", "| 指標 | R4 |", "| 公園 | 12 |", "注"],
            id="a table in a frame",
        ),
        pytest.param(
            [Box(0, 0, 50, 40), *grid([50, 100, 150], [0, 20, 40])],
            [
                put("公園", 5, 15),
                put("目標", 55, 5),
                put("12", 105, 5),
                put("実績", 55, 25),
                put("13", 105, 25),
            ],
            ["| 公園 | 目標 | 12 |", "|  | 実績 | 13 |"],
            id="a cell over two rows",
        ),
        pytest.param(
            grid([0, 80, 160], [0, 40, 80]),
            [
                *(put("公園の", 5, 5), put("箇所数", 5, 20), put("12.0", 85, 5), put("34.5", 85, 20)),
                *(put("計", 5, 50), put("1", 85, 50)),
            ],
            ["| 公園の箇所数 | 12.0 34.5 |", "| 計 | 1 |"],
            id="several lines in a cell",
        ),
    ],
)
def test_a_page_is_read_row_by_row(boxes, pieces, expected):
    assert [line.text for line in page_lines(pieces, Rules.of_boxes(boxes))] == expected


@pytest.mark.parametrize(
    ("letters", "rules", "expected"),
    [
        pytest.param([put("目", 0, 0), put("標", 10, 0)], [], ["目標"], id="beside each other"),
        pytest.param([put("⽬", 0, 0), put("⻑", 10, 0)], [], ["目長"], id="radicals"),
        pytest.param([put("目", 0, 0), put("標", 40, 0)], [], ["目", "標"], id="apart"),
        pytest.param([put("目", 0, 0), put("標", 18, 0)], [], ["目 標"], id="a gap"),
        pytest.param([put("7", 0, 0), put(" ", 10, 0), put("件", 13, 0)], [], ["7 件"], id="a blank"),
        pytest.param([put("4", 0, 0), put("5", 11, 0)], [Box(10, -9, 10.4, 20)], ["4", "5"], id="two cells"),
        pytest.param([put("目", 0, 0), put("標", 0, 15)], [], ["目", "標"], id="below each other"),
    ],
)
def test_letters_become_pieces(letters, rules, expected):
    between = Rules.of_boxes(rules).standing_between()
    assert [one.text for one in pieces_of(letters, between)] == expected


# --- the command ------------------------------------------------------------------------------------------------


def test_a_bad_file_never_stops_the_rest(tmp_path, seed):
    bad, errors, out = written(tmp_path, locked_pdf()), StringIO(), tmp_path / "drafts"
    with pytest.raises(CommandError, match="3ファイルのうち2ファイル") as refusal:
        call_command("read_report", bad, seed, tmp_path / "gone.pdf", out=out, stderr=errors)
    assert refusal.value.returncode == 1
    lines = errors.getvalue().splitlines()
    assert [line.split("] ")[1].split(" ")[0] for line in lines] == ["1/3", "2/3", "3/3"]
    assert "パスワード" in lines[0]
    assert len(json.loads((out / "seed.pdf.draft.json").read_text(encoding="utf-8"))["indicators"]) == 4


def test_several_files_need_a_folder(tmp_path, seed):
    with pytest.raises(CommandError, match="--out") as refusal:
        call_command("read_report", seed, seed, stdout=StringIO())
    assert refusal.value.returncode == 2


def test_ends_of_lines_that_nobody_drew_divide_no_letters():
    letters = [
        Piece(text, Box(10 * at, 0, 10 * at + 10, 10))
        for at, pair in enumerate("相談の件数")
        for text in (pair, "\r", "\n")
    ]
    assert [piece.text for piece in pieces_of(letters, lambda _one, _other: False)] == ["相談の件数"]


@pytest.mark.parametrize(
    ("upper", "lower", "expected"),
    [
        pytest.param("2018（H30", "）", "2018（H30）", id="a bracket that closes"),
        pytest.param("96.8％（", "R2）", "96.8％（R2）", id="a bracket that was opened"),
        pytest.param("相談の", "件数", "相談の件数", id="a word"),
        pytest.param("310件", "R3", "310件 R3", id="a figure and its year"),
    ],
)
def test_lines_of_a_cell_go_on_without_a_blank_beside_brackets_and_in_words(upper, lower, expected):
    pieces = [Piece(upper, Box(0, 0, 50, 10)), Piece(lower, Box(0, 12, 50, 22))]
    assert within_cell(pieces) == expected


@pytest.mark.parametrize(
    ("before", "blank", "after", "expected"),
    [
        pytest.param("2", SEEN_BLANK, "億", "2億", id="set apart by a word processor"),
        pytest.param("令", SEEN_BLANK, "4", "令4", id="before a figure"),
        pytest.param("2", " ", "億", "2 億", id="a blank that was drawn"),
        pytest.param("A", SEEN_BLANK, "B", "A B", id="between Latin letters"),
        pytest.param("市", SEEN_BLANK, "県", "市 県", id="between Japanese letters"),
    ],
)
def test_letters_that_are_set_apart_are_one_word(before, blank, after, expected):
    letters = [
        Piece(before, Box(0, 0, 10, 10)),
        Piece(blank, Box(10, 0, 10, 0)),
        Piece(after, Box(12, 0, 22, 10)),
    ]
    assert [piece.text for piece in pieces_of(letters, lambda _one, _other: False)] == [expected]
