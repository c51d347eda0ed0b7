import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Department, Person, Post
from store.models import Change
from tests.city import CITY, OTHER_CITY, make_top_period
from tests.factories import make_department, make_indicator, make_node, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, tmp_path):
    settings.DEMO = True
    return tmp_path / "new" / "passwords.json"


@pytest.fixture
def section():
    section = None
    for kind in ("bureau", "division", "section"):
        section = make_department(local_government_code=CITY, parent=section, kind=kind)
    make_indicator(node=make_node(period=make_top_period()), department=section)
    return section


def run(path):
    out = StringIO()
    call_command("demo_users", passwords=path, stdout=out)
    return out.getvalue()


def printed(text):
    return dict(re.findall(r"^  ([\w-]+) +(\w{4}-\w{4}-\w{4}) ", text, re.MULTILINE))


def test_there_is_somebody_for_each_role_with_a_password_that_works(kept, section, client):
    make_plan(local_government_code=OTHER_CITY)
    passwords = printed(run(kept))
    assert len(passwords) == 6 + 3
    assert set(Post.objects.values_list("role", flat=True)) == set(Post.Role.values)
    posts = {post.person.username: post.department for post in Post.objects.all()}
    assert posts["tanto"] == posts["kacho"] == section
    assert posts["kyoku"] == section.parent.parent
    assert posts[f"jimukyoku-{OTHER_CITY}"].local_government_code == OTHER_CITY
    for username, password in passwords.items():
        assert client.login(username=username, password=password)
    assert not Person.objects.filter(is_superuser=True).exists()


def test_a_second_run_changes_nothing_and_prints_the_same(kept, section):
    first = run(kept)
    before = (Change.objects.count(), kept.read_bytes())
    assert run(kept) == first
    assert (Change.objects.count(), kept.read_bytes()) == before


def test_the_file_is_for_its_owner_only(kept, section):
    run(kept)
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["lost", "unreadable"])
def test_lost_passwords_are_drawn_anew(kept, section, client, damage):
    old = printed(run(kept))
    kept.unlink() if damage == "lost" else kept.write_text("[")
    new = printed(run(kept))
    assert old["tanto"] != new["tanto"]
    assert client.login(username="tanto", password=new["tanto"])
    assert not client.login(username="tanto", password=old["tanto"])
    assert Person.objects.count() == 6


def test_what_is_printed_works_after_somebody_changed_it(kept, section, client):
    run(kept)
    person = Person.objects.get(username="iin")
    person.set_password("別の合言葉にしました")
    person.save()
    assert client.login(username="iin", password=printed(run(kept))["iin"])


def test_a_new_database_takes_the_passwords_of_the_file(kept, section, client):
    kept.parent.mkdir()
    kept.write_text(json.dumps({"tanto": {"password": "abcd-efgh-jkmn", "stamp": "of another database"}}))
    assert printed(run(kept))["tanto"] == "abcd-efgh-jkmn"
    assert client.login(username="tanto", password="abcd-efgh-jkmn")


def test_the_history_tells_of_the_users_but_not_of_their_passwords(kept, section):
    passwords = printed(run(kept))
    told = "".join(Change.objects.values_list("new", flat=True))
    assert "tanto" in told
    assert not any(password in told for password in passwords.values())
    assert set(Change.objects.values_list("via", flat=True)) == {"command"}


def test_nothing_is_made_where_it_is_no_demonstration(kept, section, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="作りません") as refused:
        run(kept)
    assert refused.value.returncode == 2
    assert not Person.objects.exists()
    assert not Department.objects.filter(code="demo").exists()
