"""How well published reports are read: precision and recall for each document and in all, beside readings by hand.

python -m bench.reading [--open] [--otherwise] [--invented FIRST-LAST] [FOLDER ...]: without folders the project's own
test documents, and the training texts beside the clone where they are. A document is NAME.txt with NAME.expected.json.
Every third training text, by name, is held back: whoever writes a reader sees only its share of the totals, so no line
is printed for it, and with --open it is not even read. --otherwise prints the open documents in other ways that change
no fact (other titles, eras, blanks, page numbers), a line a way: what is lost then hangs on the print. --invented reads
documents by other hands with these seeds instead, a line a kind.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from reports.reading.documents import UnreadableReport, from_text
from reports.reading.files import read_file
from reports.reading.reader import read_document
from reports.reading.scoring import Score, score, score_lines

ROOT = Path(__file__).parents[1]
OWN = ROOT / "tests" / "reports" / "documents"
BESIDE = Path("shared", "reports", "training")
HELD_BACK = 3  # every third


def main(arguments: Sequence[str]) -> int:
    """Print the figures of each folder; exit code 1 if one of the goals in all is missed."""
    if "--invented" in arguments:
        first, _, last = arguments[arguments.index("--invented") + 1].partition("-")
        return _invented(range(int(first), int(last or first) + 1))
    named = [Path(one) for one in arguments if not one.startswith("--")]
    folders = named or [OWN, *_training_texts()]
    if "--otherwise" in arguments:
        return _otherwise(folders)
    is_open = "--open" in arguments
    return max([_folder(folder, is_open=is_open) for folder in folders], default=0)


def _invented(seeds: range) -> int:
    """Print the figures of each kind of invented documents, and of all; exit code 1 if a goal is missed."""
    from tests.reports.strangers import KINDS, stranger

    every = Score()
    for kind in KINDS:
        total = Score()
        for seed in seeds:
            invented = stranger(kind, seed)
            total += score(read_document(from_text(invented.text)), invented.expected)
        print(_line(kind, total))
        every += total
    print("--- all\n" + "\n".join(score_lines(every)))
    return int(_misses(every))


def _otherwise(folders: Sequence[Path]) -> int:
    """Print for each way to print documents what is read of them, and of the same documents as they are."""
    from tests.reports.printed_otherwise import WAYS, printed_otherwise

    paths = [path for folder in folders for path in _open_documents(folder)]
    as_they_are = {path: _read(path, path.read_text(encoding="utf-8")) for path in paths}
    for way in WAYS:
        before, after = Score(), Score()
        for path in paths:
            if (other := printed_otherwise(path.read_text(encoding="utf-8"), way)) is not None:
                before += as_they_are[path]
                after += _read(path, other)
        print(f"{_line(way, after)}, as they are {before.right.total()} of {before.told.total()}")
    return 0


def _holds_back(folder: Path) -> bool:
    """Say whether a folder is that of the training texts, wherever the clone is that asks."""
    return folder.resolve().parts[-len(BESIDE.parts) :] == BESIDE.parts


def _open_documents(folder: Path) -> list[Path]:
    """Return the documents of a folder that have a reading by hand and are not held back."""
    holds_back = _holds_back(folder)
    return [
        path
        for number, path in enumerate(sorted(folder.glob("*.txt")), start=1)
        if path.with_suffix(".expected.json").exists() and not (holds_back and number % HELD_BACK == 0)
    ]


def _read(path: Path, text: str) -> Score:
    """Return how well a text is read that says what a document says."""
    return _scored(path, read_document(from_text(text)))


def _scored(path: Path, draft: dict[str, object]) -> Score:
    """Return how well a draft says what was read of a document by hand."""
    return score(draft, json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8")))


def _training_texts() -> list[Path]:
    """Return the folder of the training texts: beside the clone, or beside a folder that it lies in."""
    return [folder for above in ROOT.parents if (folder := above / BESIDE).is_dir()][:1]


def _folder(folder: Path, *, is_open: bool) -> int:
    holds_back = _holds_back(folder)
    print(f"\n=== {folder.name}")
    seen, held = Score(), Score()
    recalls: list[float] = []
    for number, path in enumerate(sorted(folder.glob("*.txt")), start=1):
        is_held = holds_back and number % HELD_BACK == 0
        result = None if is_held and is_open else _document(path)
        if result is None:
            continue
        if is_held:
            held += result
        else:
            seen += result
            print(_line(path.stem, result))
        if result.recall is not None:
            recalls.append(result.recall)
    for title, part in (("seen", seen), ("held back", held)) if holds_back else (("all", seen),):
        print(f"--- {title}\n" + "\n".join(score_lines(part)))
    good = sum(one >= 0.6 for one in recalls)
    print(f"--- recall of at least 0.6 in {good} of {len(recalls)} documents")
    return int(any(_misses(part) for part in (seen, held)))


def _document(path: Path) -> Score | None:
    if not path.with_suffix(".expected.json").exists():
        return None
    try:
        draft = read_file(path)
    except UnreadableReport:
        draft = {"indicators": []}
    return _scored(path, draft)


def _line(name: str, result: Score) -> str:
    shares = " ".join(_shares(result))
    return (
        f"{name:34} {shares}  {result.right.total()} of {result.expected.total()}, told {result.told.total()}"
    )


def _shares(result: Score) -> Iterator[str]:
    for word, share in (("precision", result.precision), ("recall", result.recall)):
        yield f"{word} {share:.2f}" if share is not None else f"{word} -   "


def _misses(part: Score) -> bool:
    return (part.precision or 1) < 0.95 or (part.recall or 1) < 0.85


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
