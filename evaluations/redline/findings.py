"""用字用語, 全角・半角 and 字数: what a text has that the city's list would have otherwise; plain Python.

A listed word is plain text, never a pattern of signs. What is found is a hint: nothing is changed by itself.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from evaluations.sheets.answers import counted


class RuleKind(StrEnum):
    """What a rule looks at; the values are what the database stores."""

    WORD = "word"
    WIDTH = "width"
    LENGTH = "length"


FULL: Final = "全角"
HALF: Final = "半角"
ALIKE: Final = "統一"
WIDTHS: Final = (FULL, HALF, ALIKE)
# by what a 全角・半角 rule names: runs of half-width signs, runs of full-width ones
SIGNS: Final = {
    "数字": (re.compile("[0-9]+"), re.compile("[０-９]+")),
    "英字": (re.compile("[A-Za-z]+"), re.compile("[Ａ-Ｚａ-ｚ]+")),
    "カタカナ": (re.compile("[\uff66-\uff9f]+"), re.compile("[ァ-ヺー]+")),
    "括弧": (re.compile("[()]+"), re.compile("[（）]+")),
}
MOST_FINDINGS: Final = 100  # of one text: whoever has more has enough to do
_AROUND: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRule:
    """One line of the list. Of a word: `found` is what is looked for, `unless_in` longer words in which it may stand.

    Of a width: `found` names the signs (SIGNS), `preferred` how they are written (WIDTHS). Of a length: `longest`
    counts characters without line breaks. `field` is the kind of text that it is about, "" for every text.
    """

    kind: RuleKind
    found: str = ""
    preferred: str = ""
    note: str = ""
    unless_in: tuple[str, ...] = ()
    field: str = ""
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class WordFinding:
    """What stands where (from `start` up to `end`), what would stand there by the list (a proposal), and why."""

    start: int
    end: int
    found: str
    preferred: str
    why: str
    before: str = ""
    after: str = ""


def check(text: str, rules: Iterable[WordRule], field: str) -> list[WordFinding]:
    """Return what the rules find in a text, in its order, what is about all of it first.

    `field` is the kind of text that it is, "" for one of no kind: there only rules about every text apply.

    >>> [(one.found, one.preferred) for one in check("調査を行なう。", [
    ...     WordRule(kind=RuleKind.WORD, found="行なう", preferred="行う")], "")]
    [('行なう', '行う')]
    """
    text = text.replace("\r\n", "\n")
    found: list[WordFinding] = []
    for rule in rules:
        # most words of a long list stand nowhere in the text
        if rule.field in {"", field} and (rule.kind is not RuleKind.WORD or rule.found in text):
            found += islice(_FINDERS[rule.kind](text, rule), MOST_FINDINGS)
    return sorted(found, key=lambda one: (one.start, one.end))[:MOST_FINDINGS]


def corrected(text: str, findings: Iterable[WordFinding]) -> str:
    """Return the text with every finding written as the list would have it; of two that overlap, the first.

    >>> corrected("調査を行なう。", [WordFinding(3, 6, "行なう", "行う", "")])
    '調査を行う。'
    """
    text, done, pieces = text.replace("\r\n", "\n"), 0, []
    for one in sorted(findings, key=lambda one: (one.start, -one.end)):
        if one.preferred and one.start >= done and one.end > one.start:
            pieces += [text[done : one.start], one.preferred]
            done = one.end
    return "".join([*pieces, text[done:]])


def faults(rule: WordRule) -> list[str]:
    """Return, in sentences, why the rule could find nothing or says nothing."""
    if rule.kind is RuleKind.LENGTH:
        return [] if rule.longest else ["字数の上限を1以上の整数で入力してください。"]
    if rule.kind is RuleKind.WIDTH:
        said = []
        if rule.found not in SIGNS:
            said.append(f"全角・半角の対象は{'・'.join(SIGNS)}のどれかにしてください。")
        if rule.preferred not in WIDTHS:
            said.append(f"全角・半角の書き方は{'・'.join(WIDTHS)}のどれかにしてください。")
        return said
    if not rule.found.strip():
        return ["確認する語を入力してください。"]
    if rule.found == rule.preferred:
        return ["確認する語と望ましい表記が同じです。"]
    return []


def _words(text: str, rule: WordRule) -> Iterator[WordFinding]:
    longer = [*rule.unless_in, *([rule.preferred] if rule.found in rule.preferred else [])]
    allowed = Allowed(text, longer)
    for start, end in _places(text, rule.found):
        if not allowed.holds(start, end):
            yield _finding(text, start, end, rule.preferred, rule.note or "用字用語の一覧にあります。")


def _widths(text: str, rule: WordRule) -> Iterator[WordFinding]:
    half, full = (list(pattern.finditer(text)) for pattern in SIGNS[rule.found])
    if rule.preferred == ALIKE:
        if not (half and full):
            return
        wrong = full if len(full) < len(half) else half
        why = rule.note or f"{rule.found}の全角と半角が混在しています。"
    else:
        wrong = full if rule.preferred == HALF else half
        why = rule.note or f"{rule.found}は{rule.preferred}で書きます。"
    allowed = Allowed(text, rule.unless_in)
    for match in wrong:
        if not allowed.holds(match.start(), match.end()):
            other = _halved(match.group()) if wrong is full else _widened(match.group())
            yield _finding(text, match.start(), match.end(), other, why)


def _lengths(text: str, rule: WordRule) -> Iterator[WordFinding]:
    excess = counted(text) - (rule.longest or 0)
    if rule.longest and excess > 0:
        why = f"{rule.longest:,}字までです（{excess:,}字多く入力されています）。"
        yield WordFinding(0, 0, f"{counted(text):,}字", f"{rule.longest:,}字以内", f"{why}{rule.note}")


_FINDERS: Final = {RuleKind.WORD: _words, RuleKind.WIDTH: _widths, RuleKind.LENGTH: _lengths}


def _places(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Yield where the word stands, one after the other."""
    start = text.find(word) if word else -1
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + len(word))


class Allowed:
    """The places of longer words, in which what is found may stand; asked for from the beginning of a text on."""

    def __init__(self, text: str, words: Iterable[str]) -> None:
        self._spans = sorted(span for word in words for span in _places(text, word))
        self._next = self._reach = 0

    def holds(self, start: int, end: int) -> bool:
        """Tell whether it lies within one of them. `start` never goes back, so each place is looked at once."""
        while self._next < len(self._spans) and self._spans[self._next][0] <= start:
            self._reach = max(self._reach, self._spans[self._next][1])
            self._next += 1
        return end <= self._reach


def _halved(text: str) -> str:
    """Return full-width signs as half-width ones; カタカナ are asked for in full width only."""
    return unicodedata.normalize("NFKC", text)


def _widened(text: str) -> str:
    kana = unicodedata.normalize("NFKC", text)
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in kana)


def _finding(text: str, start: int, end: int, preferred: str, why: str) -> WordFinding:
    before = text[max(start - _AROUND, 0) : start].rpartition("\n")[2]
    after = text[end : end + _AROUND].partition("\n")[0]
    return WordFinding(start, end, text[start:end], preferred, why, before, after)


def _word(found: str, preferred: str, note: str = "", *unless_in: str) -> WordRule:
    return WordRule(kind=RuleKind.WORD, found=found, preferred=preferred, note=note, unless_in=unless_in)


_NOUN: Final = "名詞は送り仮名を付けません。動詞はそのままです。"
_KANA: Final = "公用文では仮名で書きます。"
_VERB: Final = ("ます", "まし", "ませ", "たい", "なが", "つつ", "やす", "に行")


def _noun(found: str, preferred: str) -> WordRule:
    """A noun that is written without the letters which its verb keeps."""
    return _word(found, preferred, _NOUN, *(f"{found}{ending}" for ending in _VERB))


# our example after 「公用文作成の考え方」, for a city to begin with: each makes it its own
EXAMPLES: Final = (
    _word("行なう", "行う"),
    _word("行なっ", "行っ"),
    _word("行ない", "行い"),
    _noun("取り組み", "取組"),
    _noun("引き継ぎ", "引継ぎ"),
    _noun("受け付け", "受付"),
    _noun("申し込み", "申込み"),
    _noun("問い合わせ", "問合せ"),
    _noun("打ち合わせ", "打合せ"),
    _noun("見積もり", "見積り"),
    _noun("手続き", "手続"),
    _noun("割り当て", "割当て"),
    _noun("貸し出し", "貸出し"),
    _word("子供", "子ども", "市によって異なります。固有名詞はそのままです。", "子供の日", "子供会"),
    _word("障碍", "障害"),
    _word("および", "及び", "公用文では漢字で書きます。", "およびません", "およびます"),
    _word("ならびに", "並びに", "公用文では漢字で書きます。"),
    _word("または", "又は", "公用文では漢字で書きます。"),
    _word("もしくは", "若しくは", "公用文では漢字で書きます。"),
    _word("且つ", "かつ", _KANA),
    _word("従って", "したがって", "接続詞は仮名で書きます。", "に従って"),
    _word("出来る", "できる", _KANA),
    _word("出来た", "できた", _KANA),
    _word("下さい", "ください", _KANA),
    _word("等々", "など", "例示の後は「など」又は「等」とします。"),
    _word("ユーザ", "ユーザー", "長音符号を省きません。"),
    _word("コンピュータ", "コンピューター", "長音符号を省きません。"),
    WordRule(kind=RuleKind.WIDTH, found="数字", preferred=ALIKE),
    WordRule(kind=RuleKind.WIDTH, found="英字", preferred=ALIKE),
    WordRule(kind=RuleKind.WIDTH, found="カタカナ", preferred=FULL),
    WordRule(kind=RuleKind.WIDTH, found="括弧", preferred=FULL),
    WordRule(kind=RuleKind.LENGTH, field="progress", longest=400),
    WordRule(kind=RuleKind.LENGTH, field="direction", longest=400),
    WordRule(kind=RuleKind.LENGTH, field="difference_reason", longest=400),
)
