"""What the committee did with the city's own evaluation: who looked at it, what was asked, its opinion, the reply."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from accounts.models import Person
from evaluations.cycles.models import EvaluationCycle, check_scale
from evaluations.rating.models.evaluation import Evaluation
from indicators.models import RatingLevel
from store.limits import (
    LARGEST_NUMBER,
    LONG_TEXT,
    TEXT,
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

BY_PROXY = "事務局代理入力"
SPOKEN = {"by_name": 100, "post": 200, "entered_by_name": 100}


class ReviewPoint(Versioned):
    """Something the committee of a cycle looks at in every evaluation (着眼点)."""

    cycle = models.ForeignKey(
        EvaluationCycle, verbose_name="評価の回", on_delete=models.PROTECT, related_name="review_points"
    )
    order = models.PositiveSmallIntegerField("並び順")
    text = models.CharField("着眼点", max_length=TEXT)
    source = models.CharField("出典", max_length=TEXT, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "委員会の着眼点"
        ordering = ("cycle_id", "order")
        constraints = (
            models.UniqueConstraint(fields=("cycle", "order"), name="review_point_once_a_place"),
            *within_lengths("reviewpoint", text=TEXT, source=TEXT),
            *within_numbers("reviewpoint", order=1),
            *within_numbers("reviewpoint", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def history_owner(self) -> str:
        return owner_of("evaluations.evaluationcycle", self.cycle_id)

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.cycle.natural_key(), self.order)

    natural_key.dependencies = ["evaluations.evaluationcycle"]  # type: ignore[attr-defined]


class OfEvaluation(Versioned):
    """A row that belongs to one evaluation, whose history shows it."""

    class Meta:
        abstract = True

    @property
    def reviewed(self) -> Evaluation:
        """The evaluation that it is about."""
        raise NotImplementedError

    @property
    def history_label(self) -> str:
        return f"{self.reviewed} {self}"

    def seen_in(self) -> Places:
        """Whoever sees the evaluation."""
        return self.reviewed.seen_in()

    @property
    def history_owner(self) -> str:
        return owner_of("evaluations.evaluation", self.reviewed.pk)


class Spoken(OfEvaluation):
    """Words of somebody, with the name and post they had; `entered_by` is of the 事務局 where it typed for them."""

    by = models.ForeignKey(
        Person, verbose_name="発言した人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField("発言した人の氏名（当時）", max_length=100, blank=True)
    post = models.CharField("役職・担当（当時）", max_length=200, blank=True)
    entered_by = models.ForeignKey(
        Person,
        verbose_name="代理入力した人",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    entered_by_name = models.CharField("代理入力した人の氏名（当時）", max_length=100, blank=True)
    at = models.DateTimeField("日時", default=timezone.now)

    class Meta:
        abstract = True

    @property
    def is_by_proxy(self) -> bool:
        """Whether the 事務局 entered it for somebody."""
        return self.entered_by_id is not None or bool(self.entered_by_name)

    @property
    def speaker(self) -> str:
        """Who said it, as every page writes it: an entry by proxy says so."""
        name = self.by_name or "（氏名の記録なし）"
        return f"{name}（{BY_PROXY}）" if self.is_by_proxy else name


class Review(OfEvaluation):
    """The committee's meeting on one evaluation: which 部会, on which day."""

    evaluation = models.OneToOneField(
        Evaluation, verbose_name="施策の評価", on_delete=models.PROTECT, related_name="review"
    )
    panel = models.CharField("部会", max_length=100, blank=True)
    held_on = models.DateField("審議日", null=True, blank=True)
    note = models.CharField("備考", max_length=TEXT, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "委員会の審議"
        ordering = ("evaluation",)
        constraints = (
            *within_lengths("review", panel=100, note=TEXT),
            *within_numbers("review", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"審議 {self.panel}".strip()

    @property
    def reviewed(self) -> Evaluation:
        return self.evaluation

    def natural_key(self) -> tuple[Any, ...]:
        return self.evaluation.natural_key()

    natural_key.dependencies = ["evaluations.evaluation"]  # type: ignore[attr-defined]


class ReviewMember(OfEvaluation):
    """A 委員 who is to look at one evaluation; without a login only the name is kept."""

    review = models.ForeignKey(Review, verbose_name="審議", on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(
        Person, verbose_name="利用者", on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    name = models.CharField("委員の氏名（当時）", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "担当委員"
        ordering = ("review", "name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("review", "person"), name="review_member_once"),
            models.UniqueConstraint(fields=("review", "name"), name="review_member_once_a_name"),
            *within_lengths("reviewmember", name=100),
            *within_numbers("reviewmember", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def reviewed(self) -> Evaluation:
        return self.review.evaluation

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.review.natural_key(), self.name)

    natural_key.dependencies = ["evaluations.review"]  # type: ignore[attr-defined]


class ReviewQuestion(Spoken):
    """A question of the committee about one evaluation."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="施策の評価", on_delete=models.PROTECT, related_name="questions"
    )
    number = models.PositiveSmallIntegerField("番号")
    text = models.TextField("質問")

    class Meta:
        verbose_name = verbose_name_plural = "委員の質問"
        ordering = ("evaluation", "number")
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "number"), name="question_once_a_number"),
            *within_lengths("question", text=LONG_TEXT, **SPOKEN),
            *within_numbers("question", number=1),
            *within_numbers("question", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"質問{self.number}"

    @property
    def reviewed(self) -> Evaluation:
        return self.evaluation

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.evaluation.natural_key(), self.number)

    natural_key.dependencies = ["evaluations.evaluation"]  # type: ignore[attr-defined]


class ReviewAnswer(Spoken):
    """What the 所管課 or the 事務局 answered; a further answer is a further row."""

    question = models.ForeignKey(
        ReviewQuestion, verbose_name="質問", on_delete=models.PROTECT, related_name="answers"
    )
    number = models.PositiveSmallIntegerField("番号")
    text = models.TextField("回答")

    class Meta:
        verbose_name = verbose_name_plural = "質問への回答"
        ordering = ("question", "number")
        constraints = (
            models.UniqueConstraint(fields=("question", "number"), name="review_answer_once_a_number"),
            *within_lengths("reviewanswer", text=LONG_TEXT, **SPOKEN),
            *within_numbers("reviewanswer", number=1),
            *within_numbers("reviewanswer", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"{self.question}への回答"

    @property
    def reviewed(self) -> Evaluation:
        return self.question.evaluation

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.question.natural_key(), self.number)

    natural_key.dependencies = ["evaluations.reviewquestion"]  # type: ignore[attr-defined]


class ReviewOpinion(Spoken):
    """The committee's opinion on one evaluation: whether the city judged itself rightly."""

    evaluation = models.OneToOneField(
        Evaluation, verbose_name="施策の評価", on_delete=models.PROTECT, related_name="opinion"
    )
    level = models.ForeignKey(
        RatingLevel, verbose_name="意見の区分", on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField("意見", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "委員会の意見"
        ordering = ("evaluation",)
        constraints = (
            *within_lengths("opinion", text=LONG_TEXT, **SPOKEN),
            *within_numbers("opinion", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return "委員会の意見"

    @property
    def reviewed(self) -> Evaluation:
        return self.evaluation

    @property
    def status(self) -> "OpinionResponse | None":
        """The newest word of the city on it; the rows before it are its history."""
        return max(self.responses.all(), key=lambda one: one.number, default=None)

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a level of a scale that the cycle does not use for opinions."""
        if hasattr(self, "evaluation") and hasattr(self, "level"):
            check_scale("level", self.level, self.evaluation.cycle.opinion_scale)

    def natural_key(self) -> tuple[Any, ...]:
        return self.evaluation.natural_key()

    natural_key.dependencies = ["evaluations.evaluation"]  # type: ignore[attr-defined]


class ReviewRemark(OfEvaluation):
    """What the opinion says about one 着眼点."""

    opinion = models.ForeignKey(
        ReviewOpinion, verbose_name="意見", on_delete=models.PROTECT, related_name="remarks"
    )
    point = models.ForeignKey(
        ReviewPoint, verbose_name="着眼点", on_delete=models.PROTECT, related_name="remarks"
    )
    text = models.TextField("着眼点別の意見")

    class Meta:
        verbose_name = verbose_name_plural = "着眼点別の意見"
        ordering = ("opinion", "point__order")
        constraints = (
            models.UniqueConstraint(fields=("opinion", "point"), name="remark_once_a_point"),
            *within_lengths("remark", text=LONG_TEXT),
            *within_numbers("remark", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"着眼点 {self.point}"

    @property
    def reviewed(self) -> Evaluation:
        return self.opinion.evaluation

    def clean(self, beside: Beside = stored_beside) -> None:
        """Refuse a point of another cycle."""
        if (
            hasattr(self, "opinion")
            and hasattr(self, "point")
            and self.point.cycle != self.opinion.evaluation.cycle
        ):
            raise ValidationError({"point": "この評価の回の着眼点ではありません。"})

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.opinion.natural_key(), self.point.order)

    natural_key.dependencies = ["evaluations.reviewopinion", "evaluations.reviewpoint"]  # type: ignore[attr-defined]


class OpinionResponse(Spoken):
    """The city's 対応・考え方 on an opinion, and how far it has come; a later state is a further row."""

    class Status(models.TextChoices):
        DONE = "done", "対応済"
        DOING = "doing", "対応中"
        HARD = "hard", "対応困難"

    opinion = models.ForeignKey(
        ReviewOpinion, verbose_name="意見", on_delete=models.PROTECT, related_name="responses"
    )
    number = models.PositiveSmallIntegerField("番号")
    status = models.CharField("対応状況", max_length=10, choices=Status)
    text = models.TextField("対応・考え方")

    class Meta:
        verbose_name = verbose_name_plural = "意見への対応"
        ordering = ("opinion", "number")
        constraints = (
            models.UniqueConstraint(fields=("opinion", "number"), name="response_once_a_number"),
            *within_lengths("response", status=10, text=LONG_TEXT, **SPOKEN),
            *within_numbers("response", number=1),
            *within_numbers("response", LARGEST_NUMBER, version=1),
        )

    def __str__(self) -> str:
        return f"意見への対応{self.number}"

    @property
    def reviewed(self) -> Evaluation:
        return self.opinion.evaluation

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.opinion.natural_key(), self.number)

    natural_key.dependencies = ["evaluations.reviewopinion"]  # type: ignore[attr-defined]
