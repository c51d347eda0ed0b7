"""Forms are kept until they are open again: what accounts/parking.py does, for the pages of a round."""

from accounts.parking import PARAMETER, forget, keeps_what_was_typed, park, parked

__all__ = ["PARAMETER", "forget", "keeps_what_was_typed", "park", "parked"]
