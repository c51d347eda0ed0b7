"""A form takes effect once: what accounts/once.py does, for the pages of a round."""

from accounts.once import KEPT, new_key, once, outcome_of, read_key

__all__ = ["KEPT", "new_key", "once", "outcome_of", "read_key"]
