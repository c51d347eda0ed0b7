"""What every form carries unseen."""

from typing import Any

from django import template
from django.utils import timezone

from desk.actions.once import new_key
from desk.marks import mark_of

register = template.Library()


@register.inclusion_tag("desk/fields.html", takes_context=True)
def desk_fields(context: Any, version: int | None = None, *, token: bool = True) -> dict[str, Any]:
    """Give a form its token, the mark of whom it is for, a key that makes it count once, its time and its version.

    `version` is the page's own where none is given; a form whose rows carry their own has none.
    `token` is False only where a template of Django's has put the token there already.
    """
    user = context["request"].user
    return {
        "csrf_token": context.get("csrf_token"),
        "token": token,
        "whose": mark_of(user) if user.is_authenticated else "",
        "once": new_key(),
        "opened": int(timezone.now().timestamp() * 1_000_000),
        "version": context.get("version") if version is None else version,
        "parked": context.get("parked", ""),
    }
