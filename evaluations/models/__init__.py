"""THE JUDGEMENT: cycles, what people decided about each measure, and the sheets of the 事務事業.

Django looks for an app's models here; each is kept in the module that says its subject.
"""

from evaluations.models.cycles import EvaluationCycle, check_profile, check_scale
from evaluations.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.models.publications import Publication
from evaluations.models.sheets import (
    ProjectSheet,
    SheetAmount,
    SheetAnswer,
    SheetForm,
    SheetItem,
    SheetRequest,
)

__all__ = [
    "Evaluation",
    "EvaluationCycle",
    "EvaluationReason",
    "NarrativeSection",
    "ProjectSheet",
    "Publication",
    "SheetAmount",
    "SheetAnswer",
    "SheetForm",
    "SheetItem",
    "SheetRequest",
    "check_profile",
    "check_scale",
]
