"""What was typed into a keepers' form: shown again unchecked, put into words, held against what is stored now."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django import forms
from django.contrib.admin import ModelAdmin
from django.db.models import Model, Q
from django.http import HttpRequest, QueryDict

from accounts.forms.keepers import REASON, VERSION
from desk.marks import CARRIED
from desk.page.taking import LONGEST_ECHO, Conflict, Difference
from store.actions.history import who_and_when
from store.limits import number_in
from store.models import Change, owner_of

SHOWN: Final = "typed"  # on a request: what its form shows, neither checked nor saved
GONE: Final = "gone"  # on a request: the rows below that are no longer there, as (model, key)
REASON_LABEL: Final = "理由"
UNSAID: Final = CARRIED | {"csrfmiddlewaretoken", "version", VERSION}
MOST_CHOICES: Final = 100


def shown_on(request: HttpRequest) -> QueryDict | None:
    """Return what the form of this request shows as it was typed, None where it shows what is stored or sent."""
    found: QueryDict | None = getattr(request, SHOWN, None)
    return found


def gone_from(request: HttpRequest) -> list[tuple[type[Model], str]]:
    """Return the rows below that somebody deleted while the form was open."""
    found: list[tuple[type[Model], str]] = getattr(request, GONE, [])
    return found


def keep_what_is_gone(request: HttpRequest, typed: QueryDict, formset: Any, rows: Iterable[Any]) -> None:
    """Turn what was typed about rows that are no longer there into new rows, so that it is shown and can be saved."""
    prefix = formset.get_default_prefix()
    there = {str(row.pk) for row in rows}
    count, begun = (whole(typed.get(f"{prefix}-{name}_FORMS")) for name in ("TOTAL", "INITIAL"))
    keys = {index: typed.get(f"{prefix}-{index}-id", "") for index in range(begun)}
    gone = [index for index, key in keys.items() if key and key not in there]
    if not gone:
        return
    for name in names_of(typed, f"initial-{prefix}-"):
        del typed[name]  # its number is another row's from now on
    found = [(formset.model, keys[index]) for index in gone]
    setattr(request, GONE, [*gone_from(request), *found])
    order = [*(set(keys) - set(gone)), *range(begun, count), *gone]
    fields = [{name: typed.pop(name) for name in names_of(typed, f"{prefix}-{index}-")} for index in order]
    for place, (old, texts) in enumerate(zip(order, fields, strict=True)):
        for name, values in texts.items():
            ending = name.removeprefix(f"{prefix}-{old}-")
            if old not in gone or ending not in {"id", VERSION, forms.formsets.DELETION_FIELD_NAME}:
                typed.setlist(f"{prefix}-{place}-{ending}", values)
    typed[f"{prefix}-INITIAL_FORMS"] = str(begun - len(gone))


def names_of(typed: QueryDict, start: str) -> list[str]:
    """Return the names of the fields of one row."""
    return [name for name in typed if name.startswith(start)]


def whole(text: str | None) -> int:
    """Read how many rows a form says it has; no form of ours has thousands."""
    return min(number_in(text, digits=8) or 0, 5_000)


def words_of(page: "ModelAdmin[Any] | None") -> Callable[[QueryDict], list[tuple[str, str]]]:
    """Return how everything typed into the forms of that page is said, as (label, text)."""

    def words(typed: QueryDict) -> list[tuple[str, str]]:
        said = []
        for name, texts in typed.lists():
            label, field = column_of(page, name)
            if is_typed(name):
                said += [(label, in_choices(field, str(text))[:LONGEST_ECHO]) for text in texts if text]
        return said

    return words


def is_typed(name: str) -> bool:
    """Tell whether somebody typed it: not what the page put there unseen, and never a password."""
    ending = name.rsplit("-", 1)[-1]
    hidden = ending in UNSAID or ending == "id" or ending.endswith("_FORMS")
    hidden = hidden or name.startswith(("initial-", "_"))
    return not hidden and "password" not in name and "__prefix__" not in name


def column_of(page: "ModelAdmin[Any] | None", name: str) -> tuple[str, Any]:
    """Return what a field of the page is called, with the column it fills, None where it fills none."""
    model: Any = page.model if page is not None else None
    below, _, rest = name.partition("-")
    index, _, ending = rest.partition("-")
    start = ""
    if ending and model is not None:
        related = {one.get_accessor_name(): one.related_model for one in model._meta.related_objects}
        model, name = related.get(below), ending
        start = f"{model._meta.verbose_name} {whole(index) + 1}　" if model is not None else ""
    if name == REASON:
        return REASON_LABEL, None
    columns = (
        {one.name: one for one in (*model._meta.fields, *model._meta.many_to_many)}
        if model is not None
        else {}
    )
    column = columns.get(name)
    return (f"{start}{column.verbose_name}" if column is not None else "入力した内容"), column


def in_choices(column: Any, text: str) -> str:
    """Say a choice by its label, a row by its number: its name may no longer be for this person."""
    if column is None:
        return text
    if column.is_relation:
        return f"番号 {text}"
    return str(dict(column.flatchoices).get(text, text)) if column.choices else text


# --- somebody was first ---


def conflict_on(request: HttpRequest, context: dict[str, Any], current: Any) -> Conflict:
    """Return what to say where somebody was first: who and when, and mine beside theirs in every row of the page.

    From then on the form is begun on the rows as they are now: with one more save it takes their place.
    """
    late = [form for form in forms_in(context) if form.is_late and (not form.prefix or form.has_changed())]
    differences = [one for form in late for one in differences_in(form)]
    rows: list[tuple[Any, str]] = [(type(form.instance), str(form.instance.pk)) for form in late]
    for form in late:
        form.begin_anew()
    for model, key in gone_from(request):
        rows.append((model, key))
        kept = "（新しい行として、下に残しています）"
        differences.append(Difference(name_of(model, key), kept, "（削除されています）"))
    if not rows and current is not None:
        rows.append((type(current), str(current.pk)))
    change = newest(rows)
    is_own = change is not None and change.who_id == request.user.pk
    return Conflict(who_and_when(change, request.user), is_own, differences)


def forms_in(context: dict[str, Any]) -> list[Any]:
    """Return the form of the row and those of the stored rows below it."""
    formsets = [one.formset for one in context["inline_admin_formsets"]]
    below = [form for formset in formsets for form in formset.initial_forms]
    return [form for form in (context["adminform"].form, *below) if form.instance.pk is not None]


def differences_in(form: Any) -> list[Difference]:
    """Return mine and theirs of each field in which they differ."""
    start = f"{form.instance}　" if form.prefix else ""
    said = []
    for name in form.differing_data:
        bound = form[name]
        if name in {REASON, VERSION} or isinstance(bound.field.widget, forms.PasswordInput):
            continue
        theirs = form.get_initial_for_field(bound.field, name)
        label = f"{start}{bound.label}"
        said.append(Difference(label, in_words(bound.field, bound.data), in_words(bound.field, theirs)))
    return said


def in_words(field: forms.Field, value: Any) -> str:
    """Say a value as the form's own lists and boxes do."""
    values = list(value) if isinstance(value, list | tuple) else [value]
    keys = [str(getattr(one, "pk", one)) for one in values if one not in (None, "")]
    if isinstance(field, forms.ModelChoiceField):
        numbers = [key for key in keys if key.isascii() and key.isdigit()][:MOST_CHOICES]
        return "、".join(str(row) for row in field.queryset.filter(pk__in=numbers)) if field.queryset else ""
    if isinstance(field, forms.BooleanField):
        return "はい" if value else "いいえ"
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(key): str(label) for key, label in choices if not isinstance(label, list | tuple)}
        return "、".join(labels.get(key, key) for key in keys)
    return "" if value is None else str(field.prepare_value(value))


def newest(rows: Sequence[tuple[Any, str]]) -> Change | None:
    """Return the newest line of history about one of these rows, or about what hangs from it."""
    found = [
        Change.objects.filter(Q(model=label, object_id=key) | Q(owner=owner_of(label, key))).first()
        for label, key in ((model._meta.label_lower, key) for model, key in rows)
    ]
    return max((one for one in found if one is not None), key=lambda one: one.sequence, default=None)


def name_of(model: Any, key: str) -> str:
    """Return what history last called the row."""
    last = Change.objects.filter(model=model._meta.label_lower, object_id=key).first()
    return last.object_label if last is not None else str(model._meta.verbose_name)
