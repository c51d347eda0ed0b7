"""What an address asks for, read in one way; what cannot be answered is refused in words, never replaced."""

from collections.abc import Sequence

from kpi_tracker.api.errors import ApiError
from policies.fiscal_year import FiscalYear, FiscalYearError

LONGEST_NUMBER = 19  # digits, one more than any row's number has
SHOWN = 40  # letters of what was asked that a refusal repeats


def is_number(asked: str) -> bool:
    """Tell whether it can be the number of a row."""
    return asked.isascii() and asked.isdigit() and len(asked) < LONGEST_NUMBER


def year_of(asked: str) -> FiscalYear:
    """Read a fiscal year as people write it; 400 for what is none."""
    try:
        return FiscalYear.read(asked.strip()[:SHOWN]).year
    except FiscalYearError as error:
        said = "The fiscal year cannot be read; write it as 2023 or R5."
        raise ApiError(400, "unreadable_year", str(error), said) from None


def other_year(wanted: FiscalYear, period: str) -> ApiError:
    """Refuse a year that is not one of the period."""
    said = f"FY{wanted.year} does not belong to the plan period."
    return ApiError(404, "year_outside_period", f"{wanted.label}は{period}の年度ではありません。", said)


def unknown(name: str, label: str, asked: str) -> ApiError:
    """Refuse a plan or a period of which nothing is published."""
    said = f"「{asked[:SHOWN]}」という{label}の公開データはありません。"
    return ApiError(404, f"unknown_{name}", said, f"Nothing is published of this {name}: {asked[:SHOWN]}")


def unknown_parameter(name: str, usable: Sequence[str]) -> ApiError:
    """Refuse a parameter that the operation does not know."""
    named = "、".join(usable) or "なし"
    return ApiError(
        400,
        "unknown_parameter",
        f"「{name[:SHOWN]}」という項目は指定できません（使える項目：{named}）。",
        f"Unknown parameter: {name[:SHOWN]}. Known: {', '.join(usable) or 'none'}.",
    )


def not_among(name: str, asked: str, known: Sequence[str]) -> ApiError:
    """Refuse a value where only some can be asked for."""
    return ApiError(
        400,
        "unknown_value",
        f"「{name}」に「{asked[:SHOWN]}」は指定できません（使える値：{'、'.join(known)}）。",
        f"{name} cannot be {asked[:SHOWN]}. Known: {', '.join(known)}.",
    )


def no_measure(address: str, where: str) -> ApiError:
    """Refuse an address at which there is no 施策."""
    said = f"「{address[:SHOWN]}」という施策は、{where}にはありません。"
    return ApiError(404, "unknown_measure", said, f"There is no such measure: {address[:SHOWN]}")


def ambiguous(address: str, ways: Sequence[str]) -> ApiError:
    """Refuse a code that several items have."""
    return ApiError(
        404,
        "ambiguous_code",
        f"コード「{address[:SHOWN]}」の項目は{len(ways)}件あります（{'、'.join(ways)}）。",
        f"Several items have this code: {', '.join(ways)}.",
    )
