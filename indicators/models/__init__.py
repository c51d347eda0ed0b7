"""THE MEASURING: what was promised, what was found, and the scales and rules by which it is read.

Django looks for an app's models here; each is kept in the module that says its subject.
"""

from indicators.models.amounts import amount, refuse_far_day
from indicators.models.handed_in import HandedIn, writers_of
from indicators.models.indicator import Indicator, IndicatorQuerySet
from indicators.models.interim import InterimValue
from indicators.models.profiles import RuleProfile, read_rules, refuse_strangers
from indicators.models.results import EarlierFigure, Result
from indicators.models.rounds import AskedFor, EntryRound, EntryRoundQuerySet
from indicators.models.scales import RatingLevel, RatingScale, symbols_of
from indicators.models.targets import Target

__all__ = [
    "AskedFor",
    "EarlierFigure",
    "EntryRound",
    "EntryRoundQuerySet",
    "HandedIn",
    "Indicator",
    "IndicatorQuerySet",
    "InterimValue",
    "RatingLevel",
    "RatingScale",
    "Result",
    "RuleProfile",
    "Target",
    "amount",
    "read_rules",
    "refuse_far_day",
    "refuse_strangers",
    "symbols_of",
    "writers_of",
]
