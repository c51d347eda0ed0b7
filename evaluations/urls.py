"""The judgement's own pages, and what was published, for everybody."""

from django.urls import URLPattern, path

from evaluations.views import publish, published

app_name = "evaluations"

publish_routes: list[URLPattern] = [path("cycles/<slug:key>/publish/", publish.publish, name="publish")]
urlpatterns: list[URLPattern] = [*publish_routes]

EDITION = "<slug:code>/<slug:key>/<int:number>/"
published_routes: list[URLPattern] = [
    path("<slug:code>/<slug:key>/", published.latest, name="latest"),
    path(EDITION, published.edition, name="edition"),
    path(f"{EDITION}data.json", published.data, name="data"),
    path(f"{EDITION}charts/<int:pk>.json", published.chart, name="chart"),
    path(f"{EDITION}policies/<path:address>/", published.measure, name="measure"),
]
