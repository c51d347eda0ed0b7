"""Compiling: changes that are proposed to a text, comments on it, and the city's list of 用字用語."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.codes import fault_of
from accounts.models import Person, refuse_faulty_code
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.redline.findings import RuleKind, WordRule, faults
from evaluations.redline.redlining import (
    Numbered,
    NumberedChange,
    Segment,
    changes_of,
    numbered,
    redline,
)
from store.limits import (
    LARGEST_NUMBER,
    LONG_TEXT,
    TEXT,
    unshown_sign,
    within_lengths,
    within_numbers,
)
from store.models import (
    Beside,
    Versioned,
    owner_of,
    stored_beside,
)
from store.numbers import Places

COMPILING: Final = (
    "evaluations.compiling"  # what owns its history: apart from what everybody of the city reads
)
WORDING: Final = "evaluations.wording"  # what owns the history of a city's list, by its code


GONE: Final = "gone"


class RemarkField(models.TextChoices):
    """What of an evaluation somebody speaks of; the first eight are texts."""

    OVERVIEW = "overview", "概要"
    BACKGROUND = "background", "背景"
    EFFORTS = "efforts", "取組"
    OUTCOME = "outcome", "成果"
    SUMMARY = "summary", "まとめ"
    PROGRESS = "progress", "施策の進捗状況の理由"
    DIRECTION = "direction", "今後の方向性の理由"
    DIFFERENCE = "difference_reason", "参考判定と異なる理由"
    RATINGS = "ratings", "評価の区分"
    INDICATORS = "indicators", "成果指標"
    UNDERTAKINGS = "undertakings", "事務事業"
    PROJECTS = "projects", "リーディングプロジェクト"
    WHOLE = "whole", "評価の全体"


# what is no text, and is there in every evaluation
NO_TEXTS: Final = (
    RemarkField.RATINGS,
    RemarkField.INDICATORS,
    RemarkField.UNDERTAKINGS,
    RemarkField.PROJECTS,
    RemarkField.WHOLE,
)
TEXTS: Final = [one for one in RemarkField.choices if one[0] not in NO_TEXTS]


class AboutText(Versioned):
    """Something said about one text of an evaluation, which is found by its row; it stays when the text is deleted."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="施策の評価", on_delete=models.PROTECT, related_name="%(class)ss"
    )
    field = models.CharField("対象", max_length=20, choices=RemarkField)
    section = models.ForeignKey(
        NarrativeSection,
        verbose_name="本文",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    reason = models.ForeignKey(
        EvaluationReason,
        verbose_name="理由",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    label = models.CharField("対象の名前（当時）", max_length=TEXT + 50)
    by = models.ForeignKey(
        Person, verbose_name="書いた人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField("氏名（当時）", max_length=100, blank=True)
    post = models.CharField("役職・担当（当時）", max_length=200, blank=True)
    at = models.DateTimeField("日時", default=timezone.now)

    class Meta:
        abstract = True

    @property
    def history_label(self) -> str:
        return f"{self.evaluation} {self}"

    def seen_in(self) -> Places:
        """Whoever sees the evaluation."""
        return self.evaluation.seen_in()

    @property
    def history_owner(self) -> str:
        return owner_of(COMPILING, self.evaluation_id)

    @property
    def target(self) -> str:
        """What it is about, as forms name it; GONE where the text was deleted since."""
        if self.section_id is not None:
            return f"section:{self.section_id}"
        if self.reason_id is not None:
            return f"reason:{self.reason_id}"
        return self.field if self.field in {RemarkField.DIFFERENCE, *NO_TEXTS} else GONE


class Proposal(AboutText):
    """A change of one text that the 事務局 proposes by 見え消し, and what became of it."""

    class State(models.TextChoices):
        OPEN = "open", "未回答"
        ACCEPTED = "accepted", "採用"
        PARTLY = "partly", "一部採用"
        DECLINED = "declined", "採用しない"
        WITHDRAWN = "withdrawn", "取下げ"

    base = models.TextField("提案時の文", blank=True)
    text = models.TextField("提案する文")
    note = models.TextField("提案の理由", blank=True)
    state = models.CharField("状態", max_length=10, choices=State, default=State.OPEN)
    refused = models.TextField("採用しなかった変更の番号", blank=True)
    result = models.TextField("回答後の文", blank=True)
    answer = models.TextField("回答", blank=True)
    decided_by = models.ForeignKey(
        Person, verbose_name="回答した人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by_name = models.CharField("回答した人の氏名（当時）", max_length=100, blank=True)
    decided_at = models.DateTimeField("回答の日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "見え消しの提案"
        ordering = ("evaluation", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("section",), condition=Q(state="open"), name="proposal_one_open_of_a_section"
            ),
            models.UniqueConstraint(
                fields=("reason",), condition=Q(state="open"), name="proposal_one_open_of_a_reason"
            ),
            models.UniqueConstraint(
                fields=("evaluation",),
                condition=Q(state="open", field="difference_reason"),
                name="proposal_one_open_of_a_difference",
            ),
            *within_lengths(
                "proposal",
                field=20,
                label=TEXT + 50,
                by_name=100,
                post=200,
                base=LONG_TEXT,
                text=LONG_TEXT,
                note=LONG_TEXT,
                state=10,
                refused=LONG_TEXT,
                result=LONG_TEXT,
                answer=LONG_TEXT,
                decided_by_name=100,
            ),
            *within_numbers("proposal", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.label}の見え消し"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def pieces(self) -> list[Numbered]:
        """The proposed text as 見え消し over the text it was made for, its changes numbered."""
        return numbered(redline(self.base, self.text))

    @property
    def changes(self) -> list[NumberedChange]:
        """The changes alone."""
        return changes_of(self.pieces)

    @property
    def outcome(self) -> list[Segment]:
        """What the answer made of the text, as 見え消し; nothing for one that changed nothing."""
        return (
            redline(self.base, self.result) if self.state in {self.State.ACCEPTED, self.State.PARTLY} else []
        )


class Comment(AboutText):
    """What somebody says about a text or the ratings; an answer hangs from the comment it answers."""

    reply_to = models.ForeignKey(
        "self",
        verbose_name="返信先",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
    )
    text = models.TextField("コメント")
    resolved_by = models.ForeignKey(
        Person, verbose_name="解決した人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_by_name = models.CharField("解決した人の氏名（当時）", max_length=100, blank=True)
    resolved_at = models.DateTimeField("解決の日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "評価へのコメント"
        ordering = ("evaluation", "pk")
        constraints = (
            *within_lengths(
                "comment",
                field=20,
                label=TEXT + 50,
                by_name=100,
                post=200,
                text=LONG_TEXT,
                resolved_by_name=100,
            ),
            *within_numbers("comment", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.label}へのコメント"

    @property
    def is_open(self) -> bool:
        return self.reply_to_id is None and self.resolved_at is None


class WordingRule(Versioned):
    """One line of a city's 用字用語: a word, a width or a length, and what is written instead."""

    class Kind(models.TextChoices):
        WORD = RuleKind.WORD.value, "用字用語"
        WIDTH = RuleKind.WIDTH.value, "全角・半角"
        LENGTH = RuleKind.LENGTH.value, "字数"

    local_government_code = models.CharField("団体コード", max_length=6)
    kind = models.CharField("種類", max_length=10, choices=Kind)
    pattern = models.CharField(
        "確認する語",
        max_length=50,
        blank=True,
        help_text="文字どおりに探します。全角・半角では、数字・英字・カタカナ・括弧のどれかです。字数では空欄にします。",
    )
    preferred = models.CharField(
        "望ましい表記",
        max_length=50,
        blank=True,
        help_text="全角・半角では、全角・半角・統一（混在だけを指摘）のどれかです。字数では空欄にします。",
    )
    unless_in = models.CharField(
        "指摘しない語",
        max_length=500,
        blank=True,
        help_text="この語の中にあるときは指摘しません。「、」で区切ります。",
    )
    note = models.CharField("説明", max_length=TEXT, blank=True)
    field = models.CharField(
        "対象の文", max_length=20, choices=TEXTS, blank=True, help_text="空欄はすべての文です。"
    )
    longest = models.PositiveSmallIntegerField(
        "字数の上限",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="字数のときだけ入力します。改行は数えません。",
    )
    is_active = models.BooleanField("使う", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "用字用語の決まり"
        ordering = ("local_government_code", "kind", "pattern", "field", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("local_government_code", "kind", "pattern", "field"), name="wording_once_a_word"
            ),
            *within_lengths(
                "wording",
                local_government_code=6,
                kind=10,
                pattern=50,
                preferred=50,
                unless_in=500,
                note=TEXT,
                field=20,
            ),
            *within_numbers("wording", longest=1),
            *within_numbers("wording", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        if self.kind == self.Kind.LENGTH:
            return f"{self.get_field_display() or 'すべての文'}の字数"
        return f"「{self.pattern}」→「{self.preferred}」" if self.preferred else f"「{self.pattern}」"

    @property
    def history_owner(self) -> str:
        return owner_of(WORDING, self.local_government_code)

    def natural_key(self) -> tuple[Any, ...]:
        return (self.local_government_code, self.kind, self.pattern, self.field)

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a line that could find nothing, or that carries signs nobody sees, and a code that is no city's."""
        refuse_faulty_code(self, beside, fault_of)
        for text in (self.pattern, self.preferred, self.unless_in, self.note):
            if unshown := unshown_sign(text):
                raise ValidationError(unshown)
        if self.kind in set(self.Kind.values) and (found := faults(self.rule())):
            raise ValidationError(found)

    def rule(self) -> WordRule:
        """Return the line as the checks read it."""
        return WordRule(
            kind=RuleKind(self.kind),
            found=self.pattern,
            preferred=self.preferred,
            note=self.note,
            unless_in=tuple(word for word in self.unless_in.replace(",", "、").split("、") if word),
            field=self.field,
            longest=self.longest,
        )

    @staticmethod
    def columns(rule: WordRule) -> dict[str, Any]:
        """Return what a line that says this rule keeps in its columns: the way back from rule()."""
        return {
            "kind": rule.kind.value,
            "pattern": rule.found,
            "preferred": rule.preferred,
            "unless_in": "、".join(rule.unless_in),
            "note": rule.note,
            "field": rule.field,
            "longest": rule.longest,
        }


def rules_of_city(code: str) -> list[WordRule]:
    """Return the lines that a city uses, as the checks read them."""
    return [one.rule() for one in WordingRule.objects.filter(local_government_code=code, is_active=True)]
