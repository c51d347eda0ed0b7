"""As what something that was published is changed: the three kinds, as every page, file and refusal calls them."""

from collections.abc import Mapping
from typing import Final

CORRECTION: Final = "correction"
UPDATE: Final = "update"
REVISION: Final = "revision"
KIND_WORDS: Final[Mapping[str, str]] = {
    CORRECTION: "訂正（誤り）",
    UPDATE: "確定に伴う更新",
    REVISION: "遡及改定",
}
ALL_KINDS: Final = "・".join(KIND_WORDS.values())
CHOOSE_KIND: Final = f"公表した値を変えるため、{ALL_KINDS}から、種別を選んでください。"
