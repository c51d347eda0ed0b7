"""THE JUDGEMENT: cycles, what people decided about each measure, and the sheets of the 事務事業.

Django looks for an app's models here; each is kept in the module that says its subject.
"""

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
from evaluations.cycles.models import EvaluationCycle, check_profile, check_scale
from evaluations.publishing.models import Publication
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.rating.models.stages import EvaluationStage, StageStep
from evaluations.redline.models import Comment, Proposal, WordingRule
from evaluations.sheets.models.forms import SheetForm, SheetItem, SheetRequest
from evaluations.sheets.models.sheets import ProjectSheet, SheetAmount, SheetAnswer

__all__ = [
    "Comment",
    "Evaluation",
    "EvaluationCycle",
    "EvaluationReason",
    "EvaluationStage",
    "NarrativeSection",
    "OpinionResponse",
    "ProjectSheet",
    "Proposal",
    "Publication",
    "Review",
    "ReviewAnswer",
    "ReviewMember",
    "ReviewOpinion",
    "ReviewPoint",
    "ReviewQuestion",
    "ReviewRemark",
    "SheetAmount",
    "SheetAnswer",
    "SheetForm",
    "SheetItem",
    "SheetRequest",
    "StageStep",
    "WordingRule",
    "check_profile",
    "check_scale",
]
