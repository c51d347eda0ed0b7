"""One word for one thing: what pages, forms, messages, mails and manuals say, held against a table of words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
APPS: Final = "accounts desk entry evaluations indicators kpi_tracker policies projects reports store".split()
VERB: Final = "(?![まてたくせ])"  # a verb keeps its kana: 差し戻します, but 差戻し

# the word that is said, and the ways of saying it that it takes the place of
WORDS: Final = {
    "提出": "未報告|報告済|未回答の実績",
    "現状値（計画策定時）": "基準値|計画策定時の(値|年度|呼び名)|策定時現状値",
    "不整合": "矛盾",
    "差戻し": f"差し戻し{VERB}|差戻(?!し)|差戻しま",
    "取消し": f"取り消し{VERB}|取消(?!し)|取消しま",
    "読込み": f"読み込み{VERB}|読込(?!み)|読込みま|アップロード|インポート",
    "引継ぎ": f"引き継ぎ{VERB}|引継(?!ぎ)",
    "切替え": "切替(?!え)|切り替え(?=[はがをの（。])",
    "絞り込み": "絞込|フィルタ",
    "締切り": f"締め切り{VERB}|〆切",
    "問合せ": f"問い合わせ{VERB}|問合わせ",
    "取組": f"取り組み{VERB}|取組み",
    "並べ替え": "並び替え|ソート",
    "所管課": "(担当|所管|主管)部署|担当課(?!長)",
    "利用者": "ユーザー?|アカウント|ログインID",
    "ログイン": "サインイン|ログオン",
    "提出期限": "(入力|回答|報告)期限",
    "下書き": "一時保存|仮保存",
    "やめる": "キャンセル",
    "押す": "クリック|タップ",
    "アドレス": "(?<![A-Za-z_])URL(?![A-Za-z_])",
    "Excel": "エクセル",
    "サーバー": "サーバ(?!ー)",
    "フォルダー": "フォルダ(?!ー)",
    "ブラウザー": "ブラウザ(?!ー)",
    "又は": "または",
    "及び": "および(?!ま)",
    "すべて": "全て",
    "すでに": "既に",
    "ください": "下さい",
    "できる": "出来(る|ま|な)",
    "か所": "[カヶヵケ]所",
    "か月": "[カヶヵケ]月",
    "意見が未記録": "意見なし",
    "もう一度": "再度(?!の)|再び",
}
# where other words stand for what others write, or are spoken of themselves
READ: Final = {
    "reports/reading": "words of cities' reports",
    "reports/tables/proposals.py": "headings of cities' tables",
    "reports/tables/readout.py": "words of cities' tables",
    "reports/tables/hints.py": "words of cities' indicators",
    "indicators/calculation/absences.py": "what somebody may type",
    "indicators/calculation/units.py": "spellings of units",
    "projects/duplicates.py": "words of names of projects",
    "evaluations/redline/findings.py": "the rules of spelling for the texts of officers",
    "evaluations/redline/forms/wording.py": "an example of such a rule",
    "kpi_tracker/sample_city": "texts of an invented city",
    "policies/searching.py": "spellings that a search takes for the same",
}
PAGES: Final = (
    ("templates", "*.html"),
    ("templates", "*.txt"),
    ("static/js", "*.js"),
    ("deploy", "*.html"),
    ("docs", "manual-*.md"),
    ("", "README.md"),
)
PATTERNS: Final = {word: re.compile(others) for word, others in WORDS.items()}


def python_files() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if "migrations" not in path.parts and not any(place.startswith(one) for one in READ):
                yield path


def said_in_python(source: str) -> Iterator[tuple[int, str]]:
    """Yield each text of a module with its line, but for the docstrings."""
    tree = ast.parse(source)
    silent = {
        id(body[0].value)
        for node in ast.walk(tree)
        if isinstance(body := getattr(node, "body", None), list) and body and isinstance(body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value


def said_in_page(source: str) -> Iterator[tuple[int, str]]:
    """Yield each line of a template or a script without what only its writers read."""
    for number, line in enumerate(source.splitlines(), 1):
        yield number, re.sub(r"{#.*?#}|^\s*//.*|{%.*?%}", lambda found: _words_of_tag(found[0]), line)


def _words_of_tag(tag: str) -> str:
    """Return what a tag may show: the texts in it."""
    return " ".join(re.findall(r'"([^"]*)"', tag)) if tag.startswith("{%") else ""


def all_said() -> Iterator[tuple[str, str]]:
    """Yield every text that somebody may read, with its place."""
    for path in python_files():
        for line, text in said_in_python(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(ROOT).as_posix()}:{line}", text
    for folder, kind in PAGES:
        for path in sorted((ROOT / folder).glob(f"**/{kind}" if folder else kind)):
            for line, text in said_in_page(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(ROOT).as_posix()}:{line}", text


JAPANESE: Final = re.compile("[ぁ-ヿ一-鿿]")


def test_one_thing_has_one_word():
    found = [
        f"{place}: {match[0]} → {word}"
        for place, text in all_said()
        if JAPANESE.search(text)
        for word, pattern in PATTERNS.items()
        for match in pattern.finditer(text)
    ]
    assert found == []


def test_the_places_with_words_of_others_are_there():
    assert [place for place in READ if not (ROOT / place).exists()] == []


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        pytest.param('def f():\n    """未報告"""\n    return "未提出"', ["未提出"], id="no docstring"),
        pytest.param('x = f"{a}の基準値"', ["の基準値"], id="what stands beside a value"),
    ],
)
def test_what_a_module_says(source, texts):
    assert [text for _, text in said_in_python(source)] == texts


def test_what_a_page_says():
    (line,) = said_in_page('{# 未報告 #}<p>{% include "x" with text="基準値" only %}件</p>')
    assert line[1].split() == ["<p>x", "基準値件</p>"]


@pytest.mark.parametrize(
    "text", ["差し戻しました", "取り消します", "読み込めません", "差戻し中", "引き継ぎます"]
)
def test_verbs_keep_their_kana(text):
    assert not any(pattern.search(text) for pattern in PATTERNS.values())
