"""When a decision must be explained, and what keeps it from being settled."""

import pytest

from evaluations.judgement.decision import Basis, Chosen, hindrances, to_explain


def progress(rank, of=4):
    return Chosen("ABCDE"[rank - 1], rank, of)


def direction(rank, of=4):
    return Chosen("ⅠⅡⅢⅣⅤ"[rank - 1], rank, of)


AS_SUGGESTED = Basis("A", "Ⅱ")


@pytest.mark.parametrize(
    ("basis", "chosen", "expected"),
    [
        pytest.param(AS_SUGGESTED, (progress(1), direction(2)), [], id="as suggested"),
        pytest.param(AS_SUGGESTED, (None, None), [], id="undecided"),
        pytest.param(Basis(), (progress(2), direction(3)), [], id="nothing was suggested"),
        pytest.param(
            AS_SUGGESTED,
            (progress(2), direction(2)),
            ["進捗状況のBは、参考判定のAと異なります。"],
            id="another progress",
        ),
        pytest.param(
            AS_SUGGESTED,
            (progress(1), direction(1)),
            ["今後の方向性のⅠは、参考判定のⅡと異なります。"],
            id="another direction",
        ),
        pytest.param(
            Basis("A", "Ⅳ"),
            (progress(1), direction(4)),
            ["進捗状況と今後の方向性が、通常と異なる組合せ（AとⅣ）です。"],
            id="best and worst",
        ),
        pytest.param(
            Basis(),
            (progress(5, 5), direction(1, 2)),
            ["進捗状況と今後の方向性が、通常と異なる組合せ（EとⅠ）です。"],
            id="worst and best on other scales",
        ),
        pytest.param(
            Basis(), (progress(1, 1), direction(1, 1)), [], id="scales of one level are never unusual"
        ),
        pytest.param(
            Basis(failed=("①：累計が減少しています。",)),
            (progress(1), None),
            ["数値チェックの不整合があるため、参考判定は要確認です（①：累計が減少しています。）。"],
            id="a failed check is named",
        ),
    ],
)
def test_when_a_reason_is_asked_for(basis, chosen, expected):
    assert list(to_explain(basis, *chosen)) == expected


def test_what_is_undecided_or_unexplained_cannot_be_settled():
    assert hindrances(AS_SUGGESTED, progress(1), direction(2), "") == ()
    assert hindrances(AS_SUGGESTED, None, direction(2), "") == ("進捗状況が決定されていません。",)
    assert len(hindrances(AS_SUGGESTED, None, None, "理由")) == 2
    (said,) = hindrances(AS_SUGGESTED, progress(2), direction(2), "  ")
    assert said.endswith("異なります。理由を入力してください。")
    assert hindrances(AS_SUGGESTED, progress(2), direction(2), "総合的に勘案した。") == ()
