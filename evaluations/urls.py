"""The judgement's own pages: board, stages, committee, one evaluation, rule profiles; and what was published."""

from django.urls import URLPattern, path

from evaluations.committee import views as committee
from evaluations.profiles.views import profile_editing, profiles
from evaluations.publishing.views import publish, published
from evaluations.rating.views import board, stages
from evaluations.redline.views import (
    compile_list,
    compiling,
    wording,
    wording_edit,
)

profile_routes: list[URLPattern] = [
    path("profiles/", profiles.profile_list, name="profile_list"),
    path("profiles/compare/", profiles.profile_compare, name="profile_compare"),
    path("profiles/<int:pk>/", profile_editing.profile_edit, name="profile_edit"),
]
wording_routes: list[URLPattern] = [
    path("wording/", wording.wording_list, name="wording_list"),
    path("wording/<int:pk>/", wording_edit.wording_edit, name="wording_edit"),
]
publish_routes: list[URLPattern] = [path("cycles/<slug:key>/publish/", publish.publish, name="publish")]
judgement_routes: list[URLPattern] = [
    path("", board.board, name="board"),
    path("cycles/<slug:key>/stages/", stages.stages, name="stages"),
    *publish_routes,
    path("committee/", committee.committee, name="committee"),
    path("compile/", compile_list.compile_list, name="compile_list"),
    path("compile/<path:address>/", compiling.compiling, name="compiling"),
    *profile_routes,
    *wording_routes,
]

EDITION = "<slug:plan>/<slug:key>/<int:number>/"
published_routes: list[URLPattern] = [
    path("<slug:plan>/<slug:key>/", published.latest, name="latest"),
    path(EDITION, published.edition, name="edition"),
    path(f"{EDITION}indicators/", published.indicators, name="indicators"),
    path(f"{EDITION}data.json", published.data, name="data"),
    path(f"{EDITION}package.zip", published.package, name="package"),
    path("<slug:plan>/<slug:key>/package.zip", published.cycle_package, name="cycle_package"),
    path("<slug:plan>/package-<int:period>.zip", published.plan_package, name="period_package"),
    path("<slug:plan>/package.zip", published.plan_package, name="plan_package"),
    path(f"{EDITION}print/", published.book, name="book"),
    path(f"{EDITION}charts/<int:pk>.json", published.chart, name="chart"),
    path(f"{EDITION}policies/<path:address>/", published.measure, name="measure"),
]
