"""Who asks, and what is refused: what accounts/refusals.py says, for the pages of a round."""

from accounts.refusals import (
    NotAllowedError,
    acting,
    forbidden,
    holds_there,
    person_asking,
    says_why,
    whole_number,
)

__all__ = [
    "NotAllowedError",
    "acting",
    "forbidden",
    "holds_there",
    "person_asking",
    "says_why",
    "whole_number",
]
