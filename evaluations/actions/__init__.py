"""What is done with a cycle's stages and with one evaluation; each verb is one transaction with its history.

Every verb takes the version of the row that was shown: of the cycle for its stages, of the evaluation for everything
that belongs to it. A change below the evaluation raises the evaluation's version, so nobody works on a stale page.
"""

from evaluations.committee.actions.deliberating import (
    Voice,
    answer,
    ask,
    open_at_the_committee,
    respond,
    state_opinion,
)
from evaluations.committee.actions.reviews import (
    Arrangement,
    arrange_reviews,
    put_default_points,
    put_review_points,
)
from evaluations.rating.actions.deciding import decide_ratings, hinders, may_publish
from evaluations.rating.actions.stage_lists import put_stages
from evaluations.rating.actions.staging import (
    Ruling,
    begin,
    hand_on,
    send_back,
    set_reviewed,
)
from evaluations.rating.actions.writing import Reason, Section, write_texts

__all__ = [
    "Arrangement",
    "Reason",
    "Ruling",
    "Section",
    "Voice",
    "answer",
    "arrange_reviews",
    "ask",
    "begin",
    "decide_ratings",
    "hand_on",
    "hinders",
    "may_publish",
    "open_at_the_committee",
    "put_default_points",
    "put_review_points",
    "put_stages",
    "respond",
    "send_back",
    "set_reviewed",
    "state_opinion",
    "write_texts",
]
