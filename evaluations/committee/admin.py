"""The keepers' pages of the committee."""

from django.contrib import admin

from accounts.admin.pages import (
    VersionedAdmin,
)
from evaluations.committee.models import (
    OpinionResponse,
    Review,
    ReviewAnswer,
    ReviewMember,
    ReviewOpinion,
    ReviewPoint,
    ReviewQuestion,
    ReviewRemark,
)
from evaluations.rating.admin import PartAdmin


@admin.register(ReviewPoint)
class ReviewPointAdmin(VersionedAdmin):
    """What the committee looks at."""

    municipality_paths = ("cycle__period__plan__local_government_code",)
    list_display = ("text", "cycle", "order", "source")
    list_filter = ("cycle",)
    list_select_related = ("cycle",)
    search_fields = ("text", "cycle__name")


@admin.register(Review)
class ReviewAdmin(PartAdmin):
    """Meetings on an evaluation."""

    list_display = ("evaluation", "panel", "held_on")
    list_filter = ("evaluation__cycle", "panel")
    search_fields = ("panel", "evaluation__node__name", "evaluation__node__code")


@admin.register(ReviewMember)
class ReviewMemberAdmin(VersionedAdmin):
    """Who looks at which evaluation."""

    municipality_paths = ("review__evaluation__cycle__period__plan__local_government_code",)
    list_display = ("name", "review", "person")
    list_filter = ("review__evaluation__cycle",)
    list_select_related = ("review__evaluation__cycle", "review__evaluation__node", "person")
    search_fields = ("name", "review__evaluation__node__name")
    readonly_fields = ("person",)  # only 委員 of the city; chosen on the committee's page


@admin.register(ReviewQuestion)
class ReviewQuestionAdmin(PartAdmin):
    """Questions; whose words they are stays as it was."""

    list_display = ("evaluation", "number", "text", "by_name", "entered_by_name", "at")
    list_filter = ("evaluation__cycle",)
    search_fields = ("text", "by_name", "evaluation__node__name", "evaluation__node__code")
    readonly_fields = ("by", "by_name", "post", "entered_by", "entered_by_name", "at")


@admin.register(ReviewOpinion)
class ReviewOpinionAdmin(PartAdmin):
    """Opinions; whose words they are stays as it was."""

    list_display = ("evaluation", "level", "text", "by_name", "entered_by_name", "at")
    list_filter = ("evaluation__cycle", "level")
    search_fields = ("text", "by_name", "evaluation__node__name", "evaluation__node__code")
    readonly_fields = ("by", "by_name", "post", "entered_by", "entered_by_name", "at")


@admin.register(ReviewAnswer)
class ReviewAnswerAdmin(VersionedAdmin):
    """Answers."""

    municipality_paths = ("question__evaluation__cycle__period__plan__local_government_code",)
    list_display = ("question", "number", "text", "by_name", "at")
    list_filter = ("question__evaluation__cycle",)
    list_select_related = ("question__evaluation__cycle", "question__evaluation__node")
    search_fields = ("text", "by_name", "question__evaluation__node__name")
    readonly_fields = ("by", "by_name", "post", "entered_by", "entered_by_name", "at")


@admin.register(ReviewRemark)
class ReviewRemarkAdmin(VersionedAdmin):
    """What an opinion says on one point."""

    municipality_paths = ("opinion__evaluation__cycle__period__plan__local_government_code",)
    list_display = ("opinion", "point", "text")
    list_filter = ("opinion__evaluation__cycle",)
    list_select_related = ("opinion__evaluation__cycle", "opinion__evaluation__node", "point")
    search_fields = ("text", "point__text", "opinion__evaluation__node__name")


@admin.register(OpinionResponse)
class OpinionResponseAdmin(VersionedAdmin):
    """The city's replies to opinions."""

    municipality_paths = ("opinion__evaluation__cycle__period__plan__local_government_code",)
    list_display = ("opinion", "number", "status", "text", "by_name", "at")
    list_filter = ("status", "opinion__evaluation__cycle")
    list_select_related = ("opinion__evaluation__cycle", "opinion__evaluation__node")
    search_fields = ("text", "by_name", "opinion__evaluation__node__name")
    readonly_fields = ("by", "by_name", "post", "entered_by", "entered_by_name", "at")
