"""The application's addresses, and beside them the empty view that every page is compared with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kpi_tracker import urls

EMPTY = "/bench-empty/"


def empty(request: HttpRequest) -> HttpResponse:
    """Answer two bytes: what Django and our middleware cost by themselves."""
    return HttpResponse("ok")


urlpatterns = [path(EMPTY.removeprefix("/"), empty), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = (
    urls.handler400,
    urls.handler403,
    urls.handler404,
    urls.handler500,
)
