"""An invented city as the entries of a fixture: the same for the same arguments, whatever the clock says."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final

from kpi_tracker.sample_city import words
from kpi_tracker.sample_city.committee import add_points, add_review, is_reviewed
from kpi_tracker.sample_city.figures import Calendar, Fields
from kpi_tracker.sample_city.frame import (
    CITY,
    CODE,
    MEASURES_IN_A_POLICY,
    MIDTERM,
    PERIOD,
    City,
    MeasurePlace,
    add_cycles,
    add_departments,
    add_node,
    add_plan,
    add_round,
)
from kpi_tracker.sample_city.half_way import interim_values
from kpi_tracker.sample_city.measures import (
    FORTUNES,
    MadeIndicator,
    make_activity,
    make_indicators,
    make_satisfaction,
)
from kpi_tracker.sample_city.scales import DIRECTION, PROGRESS, scale_entries
from kpi_tracker.sample_city.sheets import (
    add_form,
    add_last_years_sheet,
    add_request,
    add_yearly_cycles,
)
from kpi_tracker.sample_city.underway import add_evaluation_underway
from kpi_tracker.sample_city.verdicts import (
    ACHIEVEMENTS,
    DIRECTION_REASONS,
    PROGRESS_REASONS,
    decide,
    terms_of,
)
from kpi_tracker.sample_city.wording import add_wording
from kpi_tracker.sample_city.words import Subject, Theme
from store.actions.loading.reading import Entry


def sample_city(*, measures: int, years: int, seed: int) -> list[Entry]:
    """Return the entries of a city with so many 施策 and fiscal years; at least one and two.

    Some of them no file could name: see telling.py.
    """
    city = City(Calendar(years), Random(seed))  # noqa: S311 - the same city for the same seed, no secret
    add_plan(city)
    city.entries += scale_entries(PERIOD, len(city.entries))
    add_form(city)
    add_yearly_cycles(city)
    add_cycles(city)
    add_points(city)
    add_round(city)
    add_request(city)
    add_wording(city)
    for number, (theme, subjects) in enumerate(_shares(measures), 1):
        _add_theme(city, number, theme, subjects)
    for place, entry in enumerate(city.entries, 1):
        entry.number = place
    return city.entries


def _shares(measures: int) -> Iterator[tuple[Theme, list[Subject]]]:
    """Deal the measures out to the themes; where words run out, they return for another part of the city."""
    themes = words.THEMES[: min(measures, len(words.THEMES))]
    for number, theme in enumerate(themes):
        count = measures // len(themes) + (number < measures % len(themes))
        yield theme, [_subject(theme, place) for place in range(count)]


def _subject(theme: Theme, place: int) -> Subject:
    subject = theme.subjects[place % len(theme.subjects)]
    round_number = place // len(theme.subjects)
    if not round_number:
        return subject
    part = f"第{round_number}地区"
    return Subject(
        f"{subject.name}（{part}）",
        f"{part}の{subject.thing}",
        f"{subject.indicator}（{part}）",
        subject.unit,
        subject.direction,
        subject.baseline,
    )


def _add_theme(city: City, number: int, theme: Theme, subjects: Sequence[Subject]) -> None:
    sections = add_departments(city, number, theme)
    add_node(city, str(number), theme.name, number, parent=None, depth=1)
    size = max(MEASURES_IN_A_POLICY, -(-len(subjects) // len(theme.policies)))
    for policy, start in enumerate(range(0, len(subjects), size), 1):
        code, name = f"{number}-{policy}", theme.policies[policy - 1]
        section = sections[(policy - 1) % len(sections)]
        add_node(city, code, name, policy, parent=str(number), depth=2, department=section)
        _add_indicator(city, [*PERIOD, code], make_satisfaction(name, city.calendar, city.rng), section)
        for order, subject in enumerate(subjects[start : start + size], 1):
            _add_measure(city, MeasurePlace(city.measures, subject, f"{code}-{order}", section), order, code)
            city.measures += 1


def _add_measure(city: City, place: MeasurePlace, order: int, parent: str) -> None:
    subject, fortune = place.subject, FORTUNES[place.number % len(FORTUNES)]
    goal = f"{subject.thing}を進め、市民が安心して暮らし続けられるようにする"
    add_node(
        city,
        place.code,
        subject.name,
        order,
        parent=parent,
        depth=3,
        department=place.section,
        direct_goal=goal,
    )
    achievements = _add_undertakings(city, place, fortune)
    made = make_indicators(subject, place.number, fortune, city.calendar, city.rng)
    for one in made:
        _add_indicator(city, place.key, one, place.section)
        _add_projects(city, place, one)
    _add_evaluation(city, place, made, achievements)
    add_evaluation_underway(city, place, made, achievements)


def _add_undertakings(city: City, place: MeasurePlace, fortune: str) -> list[int]:
    """Add the measure's 事務事業 with their sheets, and return what was thought of them."""
    names = words.UNDERTAKINGS[: 3 + place.number % 2]
    achievements = ACHIEVEMENTS[fortune][: len(names)]
    for order, (name, achievement) in enumerate(zip(names, achievements, strict=True), 1):
        title = name.format(place.subject.thing)
        relisted = {"also_under": [*PERIOD, "1-1-1"]} if (place.number, order) == (1, 1) else {}
        add_node(
            city,
            "",
            title,
            order,
            parent=place.code,
            depth=4,
            department=place.section,
            **relisted,
        )
        address = f"{place.code}/{order}"
        if order == 1:
            _add_indicator(
                city, [*PERIOD, address], make_activity(title, city.calendar, city.rng), place.section
            )
        city.add(
            "evaluations.projectsheet",
            cycle=[*PERIOD, MIDTERM],
            node=[*PERIOD, address],
            achievement=["sample-achievement", str(achievement)],
            entry_state="checked",
            comment=f"{title}について、計画に沿って取り組みました。"
            if achievement < 4
            else f"{title}について、関係機関との調整に時間を要し、計画を下回りました。",
        )
        if order == 1:
            add_last_years_sheet(
                city,
                address,
                title,
                place.subject.thing,
                number=place.number,
                achievement=achievement,
            )
    return list(achievements)


def _add_indicator(city: City, node: list[Any], made: MadeIndicator, section: str) -> None:
    city.add("indicators.indicator", node=node, department=[CODE, section], **_stated(made.fields))
    key = [*node, made.fields["number"]]
    for row in made.figures.targets:
        city.add("indicators.target", indicator=key, **row)
    for row in made.figures.results:
        city.add("indicators.result", indicator=key, **row)
    for row in interim_values(made.fields, made.figures, city.calendar):
        city.add("indicators.interimvalue", indicator=key, **row)
    for year, count in made.counts.items():
        city.add("projects.projectcount", indicator=key, fiscal_year=year, count=count)


def _stated(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None}


def _add_projects(city: City, place: MeasurePlace, made: MadeIndicator) -> None:
    """Add records for some of the reported projects, never for more than were reported."""
    names = iter(words.PROJECT_NAMES)
    order = 0
    for year, count in made.counts.items():
        for name in [next(names, None) for _ in range(min(2, max(count - 1, 0)))]:
            if name is None:
                return
            order += 1
            ended = order % 3 == 0
            city.add(
                "projects.leadingproject",
                node=place.key,
                order=order,
                name=name.format(place.subject.thing),
                summary=f"{place.subject.thing}の課題を、{CITY}と民間の技術や知恵を持ち寄って解決する取組です。",
                partners="\n".join(city.rng.sample(words.PARTNERS, 2)),
                first_year=year,
                last_year=year + 1 if ended else None,
                standing=("running", "adopted", "ended")[order % 3 - 1],
                indicators=[[*place.key, made.fields["number"]]],
                counting_year=year,
            )


def _add_evaluation(
    city: City, place: MeasurePlace, made: Sequence[MadeIndicator], achievements: Sequence[int]
) -> None:
    thing, cycle = place.subject.thing, [*PERIOD, MIDTERM]
    if city.calendar.midterm[1] == city.calendar.last:  # nothing has been reported of the only year there is
        city.add("evaluations.evaluation", cycle=cycle, node=place.key)
        return
    terms = terms_of(city.calendar)
    verdict = decide(place.number, made, achievements, terms, city.calendar.midterm)
    city.add(
        "evaluations.evaluation",
        cycle=cycle,
        node=place.key,
        progress=[PROGRESS, verdict.progress],
        direction=[DIRECTION, verdict.direction],
        decided_on=f"{city.calendar.midterm[1] + 1}-08-25",
        difference_reason=verdict.difference_reason,
        profile=["reference-abcd", 1],
        inputs=verdict.inputs,
        is_reviewed=is_reviewed(place.number),
    )
    evaluation = [*cycle, place.code]
    reasons = {
        "progress": (PROGRESS_REASONS[verdict.progress], "{}について、関係団体との連携が進んでいます。"),
        "direction": (DIRECTION_REASONS[verdict.direction], "{}の成果を、次の期の計画に反映します。"),
    }
    for subject, texts in reasons.items():
        for number, text in enumerate(texts, 1):
            city.add(
                "evaluations.evaluationreason",
                evaluation=evaluation,
                subject=subject,
                number=number,
                text=text.format(thing),
            )
    for order, (kind, heading, body) in enumerate(NARRATIVE, 1):
        city.add(
            "evaluations.narrativesection",
            evaluation=evaluation,
            kind=kind,
            order=order,
            heading=heading.format(thing),
            body=body.format(thing),
        )
    if is_reviewed(place.number):
        add_review(city, evaluation, place.number, thing)


NARRATIVE: Final = (
    (
        "background",
        "{}を取り巻く状況",
        (
            "人口構成や暮らし方の変化に伴い、{}に対する市民の期待が高まっています。\n\n"
            "市民への調査では、身近な場所で取組に触れる機会を求める声が多く寄せられました。"
        ),
    ),
    (
        "efforts",
        "{}に係る主な取組",
        (
            "{}について、地域の団体や事業者と連携し、次の取組を進めました。\n\n"
            "① 相談と情報提供の窓口を一つにまとめました。\n② 担い手を育てる講座を地区ごとに開きました。"
        ),
    ),
    (
        "outcome",
        "{}の定性的な成果",
        "{}に参加した市民から、地域とのつながりが深まったという声が寄せられています。",
    ),
    (
        "summary",
        "{}のまとめ",
        "{}は、成果指標と定性的な成果の両面から進捗を確かめながら、引き続き進めていきます。",
    ),
)
