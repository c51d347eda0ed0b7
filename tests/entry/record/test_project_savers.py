"""Many who save a count or a record at the same moment: one is first, nobody is lost, nothing fails."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from projects.models import LeadingProject, ProjectCount
from store.models import Change
from tests.entry.office import YEAR, client_of, make_office

pytestmark = pytest.mark.django_db(transaction=True)

SAVERS = 6


@pytest.mark.parametrize("what", ["count", "record"])
def test_of_many_who_are_first_at_once_one_is(what):
    office = make_office()
    indicator = office.owes(figure_source="projects")
    address = f"/entry/projects/{indicator.pk}/{YEAR}/"
    clients = [client_of(office.staff) for _ in range(SAVERS)]
    barrier, statuses = Barrier(SAVERS), [0] * SAVERS

    def form(number: int) -> dict[str, Any]:
        carried = {"version": 0, "once": f"{number}" * 32}
        if what == "count":
            return carried | {"count": number}
        said = {
            "name": "EVバス",
            "node": indicator.node_id,
            "indicators": [indicator.pk],
            "standing": "running",
        }
        return carried | said | {"separate": "on"}

    def run(number: int) -> None:
        try:
            barrier.wait(timeout=30)
            tail = "" if what == "count" else "new/"
            statuses[number] = clients[number].post(f"{address}{tail}", form(number)).status_code
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(SAVERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    others = 409 if what == "count" else 422
    assert sorted(statuses) == [302] + [others] * (SAVERS - 1)
    model, field = (ProjectCount, "count") if what == "count" else (LeadingProject, "name")
    row = model.objects.get()
    assert Change.objects.get(field=field).new == str(getattr(row, field))
