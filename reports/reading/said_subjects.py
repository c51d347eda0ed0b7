"""What a figure in a sentence counts: what is said before it, its label in a group, what was named last or heads it."""

import re
from dataclasses import dataclass, field
from typing import Final

from reports.reading.counted import may_count, surely_counts
from reports.reading.passages import Passage
from reports.reading.said_labels import heads, labels_in, whole_of
from reports.reading.said_names import goes_on, leads_on, said_name, spoken_of
from reports.reading.said_records import kind_of
from reports.reading.said_roles import Clause, is_change, is_reduction
from reports.reading.said_years import run_of
from reports.reading.years import PrintedYear

_CONTINUES: Final = re.compile(r"[⇒→※(]|[【\[(]?(?:進捗|実績|結果|成果|現状|目標|基準)[】\])値:は]")
_SUM: Final = re.compile(r"合わせて|合計|計$|全体で")
_FEWEST: Final = 2


@dataclass(slots=True)
class Flow:
    """What a paragraph has said last: its names by their units, and its year."""

    paragraph: int = -1
    section: int = -1
    last: str = ""
    topic: str = ""  # of which only a change was told
    heading: str = ""  # what it is headed by
    labels: dict[tuple[int, int], str] = field(default_factory=dict)  # of the figures of this sentence
    whole: dict[str, str] = field(default_factory=dict)  # what was told by groups, by its unit
    labelled: dict[str, str] = field(default_factory=dict)  # with the label said last in this sentence
    group: list[str] = field(default_factory=list)  # what the last labels were of
    near: dict[str, str] = field(default_factory=dict)  # names of the paragraphs above it
    names: dict[str, str] = field(default_factory=dict)
    every: dict[str, list[str]] = field(default_factory=dict)  # by their units, the last one last
    year: PrintedYear | None = None
    above: PrintedYear | None = None  # of the paragraphs above in its section

    def begin(self, passage: Passage, heading: str) -> None:
        """Begin a sentence: what was told by groups in the one before it is told as a whole again."""
        if heading != self.heading and not passage.is_heading:
            self.names.clear()  # a sentence that only names what follows
        self.heading, self.labels = heading, labels_in(passage)
        self.names |= self.whole
        self.whole.clear()
        self.labelled.clear()

    def behind(self, passage: Passage, heading: str, headed: PrintedYear | None) -> "Flow":
        """Return the flow of the paragraph that begins with a sentence."""
        is_same = passage.section == self.section
        return Flow(
            passage.paragraph,
            passage.section,
            above=(self.year or self.above) if is_same else headed,
            near=self.near | self.names if is_same else self.names,
            heading=heading,
        )


def name_of(clause: Clause, flow: Flow) -> tuple[str, bool]:
    """Return what a figure counts: what is said since the figure before it, else what was said last in its unit."""
    unit = clause.figure.unit
    is_changed = is_change(clause)
    if name := _each(clause, flow) or _of_group(clause, flow):
        return name, True
    if name := said_name(clause.masked, None if is_changed else unit):
        return name, False
    if not is_changed and (name := spoken_of(clause.sentence, unit)):
        return name, False
    name = flow.names.get(kind_of(unit), "") or (flow.topic if unit != "％" else "")
    if not name and not is_changed and heads(flow.heading, unit):
        name = flow.heading
    if not name and _CONTINUES.match(clause.passage.text):
        name = flow.near.get(kind_of(unit), "")
    if not goes_on(clause.masked):
        return (name if leads_on(clause.masked) and surely_counts(name, unit) else ""), True
    if is_reduction(clause):
        return flow.topic or flow.last, True
    return (name if may_count(name, unit) else ""), True


def _of_group(clause: Clause, flow: Flow) -> str:
    """Return what was named last, or heads the paragraph, with the group that a figure of it is labelled with."""
    unit = clause.figure.unit
    label = "" if is_change(clause) else flow.labels.get(clause.figure.span, "")
    if not label:
        return _with_label_before(clause, flow)
    if known := [one for one in flow.every.get(kind_of(unit), ()) if label in one]:
        return known[-1]
    kind = kind_of(unit)
    named = whole_of(clause) or flow.whole.get(kind) or flow.names.get(kind) or flow.near.get(kind, "")
    whole = named if surely_counts(named, unit) else flow.heading if heads(flow.heading, unit) else ""
    if not whole:
        return ""
    if not flow.labelled:
        flow.group = []
    flow.whole[kind], flow.labelled[kind] = whole, f"{whole} {label}"
    flow.group.append(f"{whole} {label}")
    return f"{whole} {label}"


def _with_label_before(clause: Clause, flow: Flow) -> str:
    """Return what was labelled last in the sentence, if this figure is of the same, or the whole if it is the sum."""
    kind = kind_of(clause.figure.unit)
    if kind not in flow.labelled or is_change(clause) or not goes_on(clause.masked):
        return ""
    return flow.whole[kind] if _SUM.search(clause.before) else flow.labelled[kind]


def _each(clause: Clause, flow: Flow) -> str:
    """Return which of the things named last a figure is of: 目標はそれぞれ150件、100件."""
    begin = clause.passage.text.rfind("それぞれ", 0, clause.figure.span[0])
    figures = [one for one in clause.passage.figures if begin >= 0 and one.span[0] > begin]
    run = list(run_of(clause.passage.text, figures))
    names = flow.every.get(kind_of(clause.figure.unit), [])
    if clause.figure not in run or len(run) < _FEWEST or len(names) < len(run):
        return ""
    return names[-len(run) :][run.index(clause.figure)]
