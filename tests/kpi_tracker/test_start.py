"""What happens before the first request, and to a worker whose request never ends."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.kpi_tracker.test_room import TIMES

ROOT = Path(__file__).resolve().parent.parent.parent
STARTED = """
import json, sys, threading
from kpi_tracker import wsgi
from django.template import engines
(loader,) = engines["django"].engine.template_loaders
compiled = [one.origin.template_name for one in loader.get_template_cache.values()]
from store.release import release_of
told = [sorted(sys.modules), compiled, release_of.cache_info().currsize]
from tests.kpi_tracker.test_room import most_pages_taken
wsgi.site = lambda environ, start_response: [told.append(most_pages_taken())]
answering = threading.Thread(target=wsgi.application, args=({}, None))
answering.start()
answering.join()
print(json.dumps(told))
"""


def test_everything_is_imported_and_compiled_before_the_first_request():
    """Without a database, for one that is away must not stop the start."""
    env = os.environ | {
        "DATABASE_URL": "postgres://nobody@/nothing?host=/nowhere",
        "DJANGO_SETTINGS_MODULE": "tests.served_settings",
    }
    outcome = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=ROOT, env=env, capture_output=True, check=True
    )
    modules, compiled, releases, pages_taken = json.loads(outcome.stdout)
    views = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in ROOT.glob("[a-z]*/**/views.py")
    }
    pages = {path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html")}
    assert views <= set(modules)
    assert pages <= set(compiled)
    assert pages_taken < TIMES / 3, "a request has room for deep calls"
    assert releases == 1  # that of the files that were read, whatever an upgrade puts in their place


@pytest.fixture
def configured(monkeypatch) -> ModuleType:
    """The shipped configuration of gunicorn, in which nothing waits and nothing ends this process."""
    spec = importlib.util.spec_from_file_location("gunicorn_conf", ROOT / "deploy" / "gunicorn.conf.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    later = SimpleNamespace(start=lambda: None)
    monkeypatch.setattr(module.threading, "Timer", lambda seconds, act, what: later)
    return module


def test_a_worker_with_a_hanging_request_takes_no_more(configured, monkeypatch):
    said = []
    worker = SimpleNamespace(alive=True, log=SimpleNamespace(error=lambda *words: said.append(words)))
    clock = iter([100.0, 110.0, 131.0])
    monkeypatch.setattr(configured.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(configured.time, "sleep", lambda seconds: None)

    configured.pre_request(worker, None)
    configured._watch(worker)

    assert (worker.alive, len(said), next(clock, None)) == (False, 1, None)


def test_a_request_that_ended_hangs_no_worker(configured):
    configured.pre_request(None, None)
    configured.post_request(None, None, {}, None)
    assert not configured._since


def test_the_proxy_gives_up_before_the_worker_does(configured):
    proxy = (ROOT / "deploy" / "nginx-proxy.conf").read_text()
    assert f"proxy_read_timeout {configured.HANGS_AFTER}s;" in proxy
    assert configured.keepalive > 30
    assert configured.preload_app
    assert "keepalive_timeout 30s;" in (ROOT / "deploy" / "nginx.conf").read_text()
