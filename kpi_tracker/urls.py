"""Which app answers which prefix."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from evaluations.urls import judgement_routes, published_routes
from indicators.urls import urlpatterns as one_indicator
from kpi_tracker import health
from kpi_tracker.api.description import description
from kpi_tracker.api.published import api
from kpi_tracker.pages.urls import evaluation_routes, indicator_routes, plan_routes

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("accounts.urls")),
    path("entry/", include("entry.urls")),
    path("reports/", include("reports.urls")),
    path("evaluations/", include(([*judgement_routes, *evaluation_routes], "evaluations"))),
    path("published/", include((published_routes, "published"))),
    path("api/v1/docs", description, name="api_description"),
    path("api/v1/", api.urls),
    path("", include((plan_routes, "policies"))),
    path("", include(([*indicator_routes, *one_indicator], "indicators"))),
    path("", include("projects.urls")),
    path("admin/", admin.site.urls),
    # asked for by browsers on pages that name no icon
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}img/favicon.svg", permanent=True)),
]

handler400 = "kpi_tracker.errors.bad_request"
handler403 = "kpi_tracker.errors.forbidden"
handler404 = "kpi_tracker.pages.plan.page_not_found"
handler500 = "kpi_tracker.errors.server_error"
