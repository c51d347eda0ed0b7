"""Published texts as another office or another program would print them: other words, eras, blanks and page numbers.

No way changes a fact, so what was read of a text has to be read of it printed otherwise. Each is a function of a text,
which returns it unchanged where it has nothing to change.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

TITLES: Final = {
    "目標値": "数値目標",
    "計画値": "目標値",
    "実績値": "実績",
    "現状値": "基準値",
    "基準値": "現状値",
    "策定時": "計画策定時",
    "最新値": "直近値",
    "達成率": "進捗率",
    "指標名": "評価指標",
}
FIRST_YEARS: Final = {"令和": 2018, "平成": 1988}  # and what is added gives the year
LETTERS: Final = {"令和": "R", "平成": "H"}
ERA_YEAR: Final = re.compile(r"(令和|平成)\s?([0-9０-９]{1,2}|元)\s?(年度|年)?(?![0-9(（])")
WESTERN_YEAR: Final = re.compile(r"(?<![0-9(（])(20[0-4]\d)(年度|年)(?!\d)")
EVERY: Final = 17  # lines to a page
FIGURE: Final = re.compile(r"\d[\d,.]*")
WIDE_DIGITS: Final = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
FRONT: Final = (
    "第3回推進会議 資料2\n\n本計画は、令和2年3月に策定し、市民1,200人を対象とするアンケートや45回の意見交換を経て"
    "まとめました。令和4年10月には中間の見直しを行い、12の施策を9に整理しています。\n\n"
)
BACK: Final = (
    "\n\n参考 計画の策定経過\n令和元年7月12日 第1回策定委員会(委員18人)\n"
    "令和元年11月5日 市民意識調査(配布2,000件、回収874件、回収率43.7%)\n令和2年3月 計画の公表\n"
)


def _titles(text: str) -> str:
    """Return a text with other titles; columns that wide gaps set stay where they are as far as the gaps allow."""
    words = "|".join(sorted(TITLES, key=len, reverse=True))

    def printed(found: re.Match[str]) -> str:
        word, gap = TITLES[found[1]], found[2]
        longer = 2 * (len(word) - len(found[1]))  # a letter is as wide as two blanks
        return word + " " * max(len(gap) - longer, 2) if len(gap) > 1 else word + gap

    return re.sub(f"({words})( *)", printed, text)


def _years(form: str) -> Callable[[str], str]:
    def printed(found: re.Match[str]) -> str:
        era, digits, unit = found[1], unicodedata.normalize("NFKC", found[2]), found[3] or ""
        year = 1 if digits == "元" else int(digits)
        return form.format(
            era=era,
            letter=LETTERS[era],
            year=year,
            western=FIRST_YEARS[era] + year,
            unit=unit,
            named=unit or "年",
        )

    return lambda text: ERA_YEAR.sub(printed, text)


def _eras(text: str) -> str:
    def printed(found: re.Match[str]) -> str:
        western = int(found[1])
        era = "令和" if western > FIRST_YEARS["令和"] else "平成"
        year = western - FIRST_YEARS[era]
        return f"{era}{'元' if year == 1 else year}{found[2]}"

    return WESTERN_YEAR.sub(printed, text)


def _other_signs(text: str) -> str:
    return text.translate(str.maketrans("％（）：／～＋－", "%():/~+-"))


def _page_numbers(text: str) -> str:
    lines = text.split("\n")
    pages = [lines[at : at + EVERY] for at in range(0, len(lines), EVERY)]
    return "\n".join("\n".join([*page, f"- {number} -"]) for number, page in enumerate(pages, start=3))


def _of_each_line(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(change(line) for line in text.split("\n"))


def _cells(line: str, *, is_framed: bool) -> list[str]:
    """Return the cells of a line that signs divide, without what stands outside a frame."""
    framed = re.fullmatch(r"\|(.*)\|", line.strip()) if is_framed else None
    return [cell.strip() for cell in (framed[1] if framed else line).split("|")]


def _of_each_row(text: str, sign: str) -> str:
    """Return a text with another sign between cells; a frame stands around all rows of a text or around none."""
    rows = [line.strip() for line in text.split("\n") if "|" in line]
    is_framed = all(row.startswith("|") and row.endswith("|") for row in rows)
    return _of_each_line(lambda line: sign.join(_cells(line, is_framed=is_framed)) if "|" in line else line)(
        text
    )


def _divided_by_tabs(text: str) -> str:
    return _of_each_row(text, "\t")


def _a_cell_a_line(text: str) -> str:
    """Return cells as lines, but where cells are empty: nobody knows then which."""
    cells = [cell for line in text.split("\n") if "|" in line for cell in line.strip().strip("|").split("|")]
    return _of_each_row(text, "\n") if all(cell.strip() for cell in cells) else text


def _words_a_line(line: str) -> str:
    """Return the words of a row with a line each; a line without two figures is no row."""
    is_row = len(FIGURE.findall(line)) > 1 and "。" not in line and "|" not in line
    return "\n".join(line.split()) if is_row else line


WAYS: Final[Mapping[str, Callable[[str], str]]] = {
    "other titles": _titles,
    "letters for eras": _years("{letter}{year}{unit}"),
    "western years": _years("{western}{named}"),
    "both years": _years("{era}{year}({western}){named}"),
    "western years first": _years("{western}{named}({era}{year}{named})"),
    "eras for western years": _eras,
    "narrow signs": _other_signs,
    "wide digits": lambda text: text.translate(WIDE_DIGITS),
    "page numbers": _page_numbers,
    "words in front": lambda text: FRONT + text,
    "words behind": lambda text: text + BACK,
    "indented": _of_each_line(lambda line: f"   {line}" if line.strip() else line),
    "wide blanks": lambda text: re.sub(r"(?<=\S) (?=\S)", "\u3000", text),
    "twice the lines": lambda text: text.replace("\n", "\n\n"),
    "no empty lines": lambda text: re.sub(r"\n\s*(?=\n)", "", text),
    "tabs for signs": _divided_by_tabs,
    "cells a line": _a_cell_a_line,
    "words a line": _of_each_line(_words_a_line),
    "one line": lambda text: re.sub(r"\s*\n\s*", " ", text),
}
OF_PROSE: Final = {"wide digits", "wide blanks", "page numbers", "words in front", "words behind"}


def printed_otherwise(text: str, way: str) -> str | None:
    """Return a text printed in a way; none where nothing changes, or JSON would be none."""
    is_json = text.lstrip().startswith(("{", "["))
    other = text if is_json and way in OF_PROSE else WAYS[way](text)
    return None if other == text else other
