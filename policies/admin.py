"""The keepers' pages of plans, periods, layers and nodes."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.admin.pages import TabularRowsBelow, VersionedAdmin, refuse_if_fixed
from accounts.forms.keepers import VersionedForm
from policies.actions import (
    add_node,
    derived_with,
    end_below,
    move_node,
    others_of,
    refuse_impossible_move,
    remove_node,
    renumber_below,
)
from policies.models import Layer, Plan, PlanPeriod, PolicyNode
from store.actions.rows import Actor


class PeriodsBelow(TabularRowsBelow):
    """The periods of a plan."""

    model = PlanPeriod


class LayersBelow(TabularRowsBelow):
    """The layers of a period."""

    model = Layer


@admin.register(Plan)
class PlanAdmin(VersionedAdmin):
    """Comprehensive plans."""

    municipality_paths = ("local_government_code",)
    list_display = (
        "name",
        "municipality",
        "key",
        "first_year",
        "last_year",
        "is_published",
    )
    list_filter = ("is_published", "is_fictional")
    search_fields = ("name", "municipality", "key")
    inlines = (PeriodsBelow,)


@admin.register(PlanPeriod)
class PlanPeriodAdmin(VersionedAdmin):
    """Implementation plans."""

    municipality_paths = ("plan__local_government_code",)
    list_display = ("name", "plan", "number", "first_year", "last_year")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("name", "plan__name", "plan__municipality")
    inlines = (LayersBelow,)


@admin.register(Layer)
class LayerAdmin(VersionedAdmin):
    """What a level of a tree is called, and what happens on it."""

    municipality_paths = ("period__plan__local_government_code",)
    list_display = ("name", "period", "depth", "has_indicators", "is_evaluated", "is_undertaking")
    list_filter = ("period",)
    list_select_related = ("period",)
    search_fields = ("name", "period__name")


class PolicyNodeForm(VersionedForm):
    """A node, refused where it cannot move or where another one stands."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        node: Any = self.instance
        try:
            others = others_of(node)
            if node.pk is not None:
                refuse_impossible_move(node)
                renumber_below(node, others)
                end_below(node, others)
            derived_with(node, others)
        except ValidationError as refused:
            self.add_error(None, refused)


@admin.register(PolicyNode)
class PolicyNodeAdmin(VersionedAdmin):
    """The items of a plan; moving one takes everything below it along."""

    municipality_paths = ("period__plan__local_government_code",)
    form = PolicyNodeForm
    list_display = ("address", "name", "layer", "period", "department", "ended_in")
    list_display_links = ("address", "name")
    list_filter = ("period", "layer__name", "ended_in")
    list_select_related = ("layer", "period", "department")
    search_fields = ("code", "address", "uid", "name", "direct_goal", "department__name")
    autocomplete_fields = ("parent", "also_under", "succeeds", "department", "related_departments")
    readonly_fields = ("uid", "address", "path")

    def add(self, row: Any, by: Actor) -> None:
        """Let the address of another node of the same code follow."""
        add_node(row, by=by)

    def change(self, row: Any, version: int, by: Actor) -> None:
        """Take everything below along."""
        move_node(row, version=version, by=by)

    @transaction.atomic
    def delete(self, row: Any, by: Actor) -> None:
        """Let the address of the one other node of the same code follow."""
        refuse_if_fixed(row)
        remove_node(row, by=by)

    def view_on_site(self, row: PolicyNode) -> str:
        """Lead to the node's own page."""
        return row.get_absolute_url()
