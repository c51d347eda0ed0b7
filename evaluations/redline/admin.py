"""The keepers' pages of 見え消し, comments and 用字用語."""

from typing import Any

from django.contrib import admin
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest

from accounts import scorecards as scope
from accounts.admin.pages import (
    VersionedAdmin,
)
from accounts.rules import may_see_remarks
from evaluations.rating.admin import CODE, PartAdmin
from evaluations.rating.models.evaluation import Evaluation
from evaluations.redline.models import COMPILING, Comment, Proposal, WordingRule
from store.models import owner_of

SIGNED = ("by", "by_name", "post", "at", "section", "reason")


class RemarkAdmin(PartAdmin):
    """What officers say to each other about a text: for those alone who may read it on the page of the evaluation."""

    asks = scope.RuleOfOwner(may_see_remarks, "evaluation__node__department", f"evaluation__{CODE}")
    open_to = scope.RuleOfOwner(may_see_remarks, "node__department", CODE)  # the same, asked of an evaluation

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any] | None:
        """Offer the evaluations about which the keeper may read what was said."""
        choices = super().get_field_queryset(db, db_field, request)
        if db_field.name != "evaluation" or choices is None:
            return choices
        return self.open_to.allowed(choices, request.user)

    def kept_from(self, request: HttpRequest) -> Q | None:
        """Keep from the history what was said where the keeper may not read it, also what is deleted by now."""
        read = self.open_to.allowed(Evaluation.objects.order_by(), request.user)
        owner = Concat(Value(owner_of(COMPILING, "")), Cast("pk", CharField()))
        said = Q(model=self.opts.label_lower) | Q(owner__startswith=owner_of(COMPILING, ""))
        return said & ~Q(owner__in=read.annotate(of=owner).values("of"))


@admin.register(Proposal)
class ProposalAdmin(RemarkAdmin):
    """見え消し; whose words they are and what became of them stays as it was."""

    list_display = ("evaluation", "label", "state", "by_name", "at", "decided_by_name", "decided_at")
    list_filter = ("state", "evaluation__cycle")
    search_fields = ("text", "answer", "by_name", "evaluation__node__name", "evaluation__node__code")
    readonly_fields = (
        *SIGNED,
        *("state", "refused", "result", "decided_by", "decided_by_name", "decided_at"),
    )


@admin.register(Comment)
class CommentAdmin(RemarkAdmin):
    """Comments; whose words they are stays as it was."""

    list_display = ("evaluation", "label", "text", "by_name", "at", "resolved_at")
    list_filter = ("field", "evaluation__cycle")
    search_fields = ("text", "by_name", "evaluation__node__name", "evaluation__node__code")
    readonly_fields = (*SIGNED, "reply_to", "resolved_by", "resolved_by_name", "resolved_at")


@admin.register(WordingRule)
class WordingRuleAdmin(VersionedAdmin):
    """用字用語."""

    municipality_paths = ("local_government_code",)
    list_display = ("__str__", "kind", "unless_in", "field", "longest", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("pattern", "preferred", "note")
