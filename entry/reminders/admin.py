"""The keepers' view of what was sent: to be read, never written."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import scorecards as scope
from accounts.admin.pages import ReadOnlyAdmin
from entry.reminders.models import Reminder


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    """The 提出のお願い that were written, and whether they were sent."""

    list_display = ("day", "round", "person", "step", "address", "sent_at", "failures")
    list_filter = ("step", "day")
    list_select_related = ("round__plan", "person")
    search_fields = ("person__name", "person__username", "address", "subject")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        """Show those of the rounds within reach."""
        paths = ("round__plan__local_government_code",)
        return scope.reachable(Reminder.objects.all(), paths, request.user)
