"""What is still open about the texts of an evaluation when a stage is to be left; plain Python."""

from typing import Final

from evaluations.judgement.stages import WRITING, Meaning

CLOSING: Final = WRITING | {Meaning.SETTLE}


def left_open(meaning: str, *, proposals: int, comments: int) -> tuple[str, ...]:
    """Return, in sentences, what a stage of that kind would be left with.

    Proposals can be answered while texts may be written, so the stages of writing ask for them. Comments are closed by
    whoever made them or by the 事務局, so the section's own stage does not ask for them.

    >>> left_open("draft", proposals=1, comments=2)
    ('見え消しの提案1件に、まだ回答がありません。',)
    """
    if meaning not in CLOSING:
        return ()
    said = [f"見え消しの提案{proposals}件に、まだ回答がありません。"] if proposals else []
    if comments and meaning != Meaning.DRAFT:
        said.append(f"コメント{comments}件が、まだ解決していません。")
    return tuple(said)
