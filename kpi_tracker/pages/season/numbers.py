"""A number on the overview, and the address of the list that has as many rows: both from the same question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from kpi_tracker.pages.indicators.lines import Listing
from kpi_tracker.pages.indicators.narrowing import places_fitting


@dataclass(frozen=True, slots=True)
class LinkedNumber:
    """How many of something there are, and where they are listed; `is_urgent` is what somebody has to see to."""

    words: str
    number: int
    address: str
    is_urgent: bool = False

    @property
    def calls(self) -> bool:
        """Whether it is to catch the eye."""
        return self.is_urgent and self.number > 0


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """Numbers of one year, round or cycle, which its title says."""

    title: str
    numbers: Sequence[LinkedNumber]
    note: str = ""


def number_of_indicators(
    listing: Listing,
    words: str,
    asked: Mapping[str, str],
    *,
    is_urgent: bool = False,
) -> LinkedNumber:
    """Count the indicators of a list that fit, and lead to the list narrowed in the same way."""
    address = f"{reverse('indicators:indicator_list')}?{listing.scope.query}&{urlencode(asked)}"
    return LinkedNumber(words, len(places_fitting(listing, asked)), address, is_urgent)
