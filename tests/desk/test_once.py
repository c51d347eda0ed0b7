"""Forms that count once: what the key of one is, and what is none."""

import pytest

from desk.actions.once import new_key, outcome_of
from desk.models import SavedForm
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("a\0" * 16, id="NUL, for which PostgreSQL looks nowhere"),
        pytest.param("鍵" * 32, id="other letters"),
        pytest.param("a" * 65, id="too long"),
    ],
)
def test_what_is_no_key_is_not_looked_for(text, django_assert_num_queries):
    person = make_person()
    with django_assert_num_queries(0):
        assert outcome_of(text, person) is None


def test_a_key_leads_where_its_form_led():
    person, key = make_person(), new_key()
    SavedForm.objects.create(key=key, person=person, outcome="/entry/")
    assert outcome_of(key, person) == "/entry/"
    assert outcome_of(new_key(), person) is None
