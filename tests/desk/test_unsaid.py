"""Which fields a page fills in itself: nobody typed them, so nobody is shown them to copy."""

import pytest

from desk.page.taking import is_unsaid


@pytest.mark.parametrize(
    "name", ["version", "form-0-pk", "form-12-id", "row_pk", "form-TOTAL_FORMS", "base-3"]
)
def test_keys_and_versions_are_not_said(name: str) -> None:
    assert is_unsaid(name)


@pytest.mark.parametrize("name", ["form-0-name", "form-0-ORDER", "total", "body"])
def test_what_somebody_types_is(name: str) -> None:
    assert not is_unsaid(name)
