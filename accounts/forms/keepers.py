"""What every keepers' form carries: the version that was read, and why something is changed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.functional import cached_property

from accounts import scorecards as scope
from store.actions.rows import StaleRow
from store.limits import LARGEST_NUMBER, LONG_TEXT, plain_lines, unshown_sign
from store.models import UNKNOWN

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[models.Model]
    BaseInlineFormSet = forms.BaseInlineFormSet[models.Model, models.Model, Any]
else:
    ModelForm = forms.ModelForm
    BaseInlineFormSet = forms.BaseInlineFormSet

VERSION, REASON = "row_version", "change_reason"
NO_VERSION = "版の番号が送られていないため、保存していません。ページを開き直して、もう一度入力してください。"


class VersionField(forms.IntegerField):
    """The version of the row as the person read it; it comes back hidden."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(label="版", min_value=1, max_value=LARGEST_NUMBER, **options)


class PlainLines(AdminTextareaWidget):
    """A text of several lines as it is kept: a browser ends lines in its own way, and that is no change of the text."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return what was typed with plain line ends."""
        return plain(super().value_from_datadict(data, files, name))


class PlainHidden(forms.HiddenInput):
    """Such a text as it was when the form began."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return it with plain line ends."""
        return plain(super().value_from_datadict(data, files, name))


def plain(typed: Any) -> Any:
    """Return a text with plain line ends; what is none, as it is."""
    return plain_lines(typed) if isinstance(typed, str) else typed


class ReasonField(forms.CharField):
    """Why: it is kept in the history beside the change."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label="理由",
            max_length=LONG_TEXT,
            widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
            help_text="変更履歴に残ります。",
            **options,
        )


class ReadableForm(ModelForm):
    """Refuses to change what is fixed, and texts with signs that nobody sees and that make them read differently.

    Where it only shows what was typed (`is_only_shown`, set by the page) it has no faults and is never valid.
    """

    is_only_shown: ClassVar[bool] = False
    settled = ""  # why fields of the row say the same for good, and what to do instead

    def hold_settled(self, why: str) -> None:
        """Let nobody type into what the stored row says for good.

        What a page from before sends all the same is not passed over: the row refuses it.
        """
        self.settled = why
        row: Any = self.instance
        for name in row.settled_fields if why else ():
            known = name in self.fields and getattr(row, row._meta.get_field(name).attname) not in UNKNOWN
            if known and (not self.is_bound or self.add_prefix(name) not in self.data):
                self.fields[name].disabled = True

    def is_valid(self) -> bool:
        """Tell whether it may be saved."""
        return super().is_valid() and not self.is_only_shown

    def full_clean(self) -> None:
        """Find no fault with what is only shown."""
        if not self.is_only_shown:
            return super().full_clean()
        self._errors, self.cleaned_data = ErrorDict(), {}
        return None

    @property
    def differing_data(self) -> list[str]:
        """Return the fields that say something else than what is stored now."""
        stored = (
            (self[name], self.get_initial_for_field(field, name)) for name, field in self.fields.items()
        )
        return [one.name for one, value in stored if one.field.has_changed(value, one.data)]

    @property
    def is_late(self) -> bool:
        """Whether the stored row is another one by now than the one on which the form began."""
        row: Any = self.instance
        return self.is_bound and str(row.version) != self.data.get(self.add_prefix(VERSION))

    def begin_anew(self) -> None:
        """Let the form count as begun on the row as it is stored now; its data is a copy that may be written."""
        row: Any = self.instance
        self.data[self.add_prefix(VERSION)] = str(row.version)  # type: ignore[index]

    def _post_clean(self) -> None:
        """Ask the row as it was and as it shall be, so that nothing moves out of what is fixed, nor into it."""
        super()._post_clean()  # type: ignore[misc]
        row: Any = self.instance
        if not self.errors:
            self._look_at_links(row)
        if self.errors or not self.has_changed():
            return
        stored = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
        if refusal := (stored.why_fixed() if stored else "") or row.why_fixed():
            self.add_error(None, refusal)

    def _look_at_links(self, row: Any) -> None:
        for field in row._meta.many_to_many:
            if field.name in self.cleaned_data:
                try:
                    row.clean_links(field.name, self.cleaned_data[field.name])
                except ValidationError as refused:
                    self.add_error(None, refused)

    def clean(self) -> dict[str, Any]:
        """Name the first such sign beside its field; a password is nobody's to read."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(self.fields[name].widget, forms.PasswordInput):
                continue
            if unshown := next(filter(None, map(unshown_sign, texts_in(value))), ""):
                self.add_error(name, unshown)
        return cleaned


def texts_in(value: Any) -> Iterator[str]:
    """Walk through the texts of a cleaned value, those inside a JSON structure too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value:
            yield from texts_in(one)
        if isinstance(value, dict):
            yield from texts_in(list(value.values()))


class VersionedForm(ReadableForm):
    """A form for one row; changing needs the version that was read and a reason, adding needs neither."""

    row_version = VersionField(error_messages={"required": NO_VERSION})
    change_reason = ReasonField()

    typed: ClassVar[QueryDict | None] = None  # set by the page: what is only shown
    keeper: ClassVar[Any] = None  # set by the page, as are the paths to the municipalities
    municipality_paths: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data if self.typed is None else self.typed, *args, **kwargs)
        if self.instance.pk is None:
            del self.fields[VERSION]
            self.fields[REASON].required = False
        else:
            self.initial[VERSION] = self.instance.version  # type: ignore[attr-defined]
            self.hold_settled(self.instance.why_settled())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a row under which the keeper may put nothing, and a missing version."""
        cleaned = super().clean()
        if self.keeper is not None:
            for name, row in scope.foreign_parents(cleaned, self.municipality_paths, self.keeper):
                self.add_error(name, f"「{row}」はほかの自治体のもの、又は共用のものなので、選べません。")
        if VERSION in self.fields and VERSION not in cleaned:
            raise ValidationError(NO_VERSION)
        return cleaned


class VersionedInlineForm(ReadableForm):
    """A form for a row below another; the reason is asked once, by the form above.

    It carries unseen what each field showed when it began: a row in which nobody changed anything is not written, and
    what others wrote into it meanwhile stays.
    """

    row_version = VersionField(error_messages={"required": NO_VERSION})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields[VERSION].required = False
        else:
            self.initial[VERSION] = self.instance.version  # type: ignore[attr-defined]
            self._carry_what_is_shown()

    def _carry_what_is_shown(self) -> None:
        for name, field in self.fields.items():
            field.show_hidden_initial = name != VERSION
            if isinstance(field.widget, PlainLines):
                field.hidden_widget = PlainHidden

    @cached_property
    def changed_data(self) -> list[str]:
        """Return what was changed since the form began; where it does not say how it began, what is stored counts."""
        if self.instance.pk is None:
            return super().changed_data
        changed, differing = super().changed_data, self.differing_data
        return [
            name
            for name in changed
            if name != VERSION and (self[name].html_initial_name in self.data or name in differing)
        ]


class RowsFormSet(BaseInlineFormSet):
    """The forms of the rows below; where somebody deleted one meanwhile, the whole page is late."""

    def full_clean(self) -> None:
        """Raise StaleRow if a row is gone that this form would change."""
        super().full_clean()
        named = [form for form in self.initial_forms if self.data.get(form.add_prefix("id"))]
        gone = [form for form in named if form.instance.pk is None]
        if any(form not in self.deleted_forms and not form.is_only_shown for form in gone):
            raise StaleRow(None)


class DeletionForm(forms.Form):
    """What is asked before a row goes."""

    row_version = VersionField(error_messages={"required": NO_VERSION})
    change_reason = ReasonField()


LONGEST_KEY = 18  # digits: more do not fit into a key


class FoundRow(AutocompleteSelect):
    """One row, found by typing. Shown again after a refusal it asks for keys, and for no words of another kind."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Return the choices of these values; Django asks the database for any of them, whatever it is."""
        return super().optgroups(name, only_keys(value), attr)


class FoundRows(AutocompleteSelectMultiple):
    """Several rows, found by typing; see FoundRow."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Return the choices of these values, as FoundRow does."""
        return super().optgroups(name, only_keys(value), attr)


def only_keys(values: Any) -> list[str]:
    """Return those that could be the number of a row."""
    texts = [str(one) for one in values]
    return [one for one in texts if one.isascii() and one.isdigit() and len(one) <= LONGEST_KEY]
