"""That every package has its place in the import contracts, and that nothing reaches up by a name in a string."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRACTS = {
    one["id"]: one
    for one in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}
APPS: list[str] = CONTRACTS["apps"]["layers"]
WHOLE = {"store", "desk", "exports", "accounts", "policies", "indicators", "projects"}  # apps of one subject
BROWSER = sorted((ROOT / "tests" / "browser").glob("test_*.py"))
TOUCHING = {"click", "dblclick", "check", "uncheck", "fill", "press", "press_sequentially", "select_option"}
READING = {
    "all_inner_texts",
    "all_text_contents",
    "bounding_box",
    "content",
    "count",
    "evaluate",
    "get_attribute",
} | {*("inner_html", "inner_text", "input_value", "is_checked", "is_visible", "text_content", "url")}
BY_SUBJECT = {"evaluations", "entry", "reports"}
NO_SUBJECT = {"migrations", "management", "judgement", "reading", "__pycache__"}


def modules() -> Iterator[tuple[str, Path]]:
    """Yield each module of the application with its app; migrations name others by what Django asks for."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield app, path


def strings(path: Path) -> Iterator[str]:
    """Yield the texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_every_package_is_in_the_contract_of_apps():
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert packages == set(APPS)


def test_every_subject_is_in_the_contract_of_floors():
    subjects = set(WHOLE)
    for app in BY_SUBJECT:
        folders = {path.name for path in (ROOT / app).iterdir() if path.is_dir()} - NO_SUBJECT
        subjects |= {f"{app}.{name}" for name in folders}
    assert set(CONTRACTS["floors"]["containers"]) == subjects
    assert all(CONTRACTS[name]["exhaustive"] for name in ("judgement", "papers", "floors"))


@pytest.mark.parametrize("app", APPS)
def test_nothing_reaches_up_by_a_name_in_a_string(app):
    above = APPS[: APPS.index(app)]
    dotted = re.compile(rf"(?:{'|'.join(above)})\.[A-Za-z_][\w.]*") if above else None
    found = [
        f"{path.relative_to(ROOT)}: {text}"
        for owner, path in modules()
        if owner == app and dotted is not None
        for text in strings(path)
        if dotted.fullmatch(text)
    ]
    assert found == []


def test_nothing_asks_for_a_model_by_a_name_of_its_own():
    asking = re.compile(r"get_model\(\s*[\"']")
    found = [str(path.relative_to(ROOT)) for _, path in modules() if asking.search(path.read_text("utf-8"))]
    assert found == []


def calls_in_order(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield what is called, by its last name, and `.url`, as they are reached; a click that is waited for is none."""
    waited = isinstance(node, ast.With) and "expect_" in ast.unparse(node.items[0])
    for child in ast.iter_child_nodes(node):
        yield from (one for one in calls_in_order(child) if not (waited and one[1] in TOUCHING))
    if isinstance(node, ast.Call):
        yield node.lineno, getattr(node.func, "attr", getattr(node.func, "id", ""))
    elif isinstance(node, ast.Attribute) and node.attr == "url":
        yield node.lineno, "url"


@pytest.mark.parametrize("path", BROWSER, ids=lambda path: path.stem)
def test_what_is_waited_for_is_a_function(path):
    """A bare expression is evaluated by the page itself if it is not true at once, and our pages allow no eval."""
    calls = [
        one for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(one, ast.Call)
    ]
    waiting = [
        one.args[0] for one in calls if getattr(one.func, "attr", "") == "wait_for_function" and one.args
    ]
    texts = [one.value for one in waiting if isinstance(one, ast.Constant)]
    assert [text for text in texts if "=>" not in str(text)] == []


@pytest.mark.parametrize("path", BROWSER, ids=lambda path: path.stem)
def test_only_what_waits_looks_at_what_follows_a_click(path):
    found = []
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        touched = False
        for line, name in calls_in_order(function) if isinstance(function, ast.FunctionDef) else ():
            if name in TOUCHING:
                touched = True
            elif name in READING and touched:
                found.append(f"{path.name}:{line}: {name} after a click; expect(…) waits for what follows")
            elif name in {"expect", "goto", "reload"} or name.startswith("wait_"):
                touched = False
    assert found == []
