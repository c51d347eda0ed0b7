"""From a reviewed draft to the entries of a file that loads it: only what was said yes to, each with its source.

What is there already is left alone: an equal figure needs no entry, another one is a restatement that people decide.
"""

from collections import defaultdict
from collections.abc import Sequence

from reports.review.figures import Figures
from reports.review.outcome import EVALUATED, NO_CYCLE, NO_HOME, WHICH_CYCLE, Loadable, source_of
from reports.review.places import NodePlace, Placing, layer_said
from reports.review.slots import TAKEN, Decision, Json, Role, Slot, slots


def loadable(draft: Json, placing: Placing) -> Loadable:
    """Return what of a reviewed draft can be loaded where it goes."""
    return _Builder(draft, placing).build()


class _Builder:
    def __init__(self, draft: Json, placing: Placing) -> None:
        self.placing, self.done = placing, Loadable(len(placing.plan.root))
        found = list(slots(draft))
        self.slots = [slot for slot in found if slot.decision in TAKEN]
        self.waiting = {slot.owner for slot in found if slot.decision is Decision.OPEN}

    def build(self) -> Loadable:
        self.plan()
        for slot in self.of(Role.NODE, Role.UNDERTAKING):
            if (place := self.placing.nodes.get(slot.path)) is not None and place.is_new:
                self.node(slot, place)
        home = self.placing.nodes.get("home")
        if home is not None and home.is_new:
            self.node(Slot("home", Role.NODE, {"name": home.name}), home)
        figures = Figures(self.placing, self.done)
        looked_at = [slot for slot in self.of(Role.INDICATOR) if self.is_looked_at(slot)]
        fullest = max(map(len, self.placing.taken_numbers.values()), default=0)
        for order, slot in enumerate(looked_at, start=fullest + 1):
            figures.add(slot, [one for one in self.slots if one.owner == slot.path], order)
        for order, slot in enumerate(self.of(Role.PROJECT), start=len(self.placing.projects) + 1):
            self.project(slot, order)
        self.ratings()
        return self.done

    def of(self, *roles: Role) -> list[Slot]:
        return [slot for slot in self.slots if slot.role in roles]

    def is_looked_at(self, indicator: Slot) -> bool:
        """Tell whether somebody decided on an indicator, or took a figure of it; not while all of it waits."""
        is_said = "decision" in indicator.said or any(one.owner == indicator.path for one in self.slots)
        return is_said or indicator.path not in self.waiting

    def source(self, *facts: Slot) -> str:
        return source_of(self.placing.document, *facts)

    # --- the plan ---

    def plan(self) -> None:
        plan, period = self.placing.plan, self.placing.period
        if plan.is_new:
            fields: Json = {
                "municipality": plan.municipality,
                "local_government_code": plan.code,
                "name": plan.name,
            }
            years = {"first_year": plan.first_year, "last_year": plan.last_year}
            self.done.entries.append({"model": "policies.plan", "fields": fields | years})
        if not period.is_new:
            return
        years = {"first_year": period.first_year, "last_year": period.last_year}
        told: Json = {"plan": plan.root, "number": period.number, "name": period.name}
        self.done.entries.append({"model": "policies.planperiod", "fields": told | years})
        for depth, name in enumerate(period.layers, start=1):
            said = layer_said(depth, name, len(period.layers))
            self.done.entries.append(
                {"model": "policies.layer", "fields": {"period": self.placing.key(), **said}}
            )

    def node(self, slot: Slot, place: NodePlace) -> None:
        self.done.add(
            "policies.policynode",
            self.placing.key(place.address),
            slot.path,
            period=self.placing.key(),
            layer=self.placing.key(place.depth),
            parent=self.placing.key(place.parent) if place.parent else None,
            code=place.code,
            order=place.order,
            name=place.name,
            direct_goal=str(slot.said.get("direct_goal", "")),
            source=self.source(slot),
        )

    # --- work and judgement ---

    def project(self, slot: Slot, order: int) -> None:
        name, home = str(slot.said.get("name", "")), self.placing.home_of(slot.path)
        if not home:
            self.done.hold(slot, NO_HOME)
        elif (home, name) in self.placing.projects:
            self.done.equal.append(slot)
        else:
            first = slot.said.get("first_fiscal_year", slot.said.get("fiscal_year"))
            fields: Json = {"node": self.placing.key(home), "order": order, "name": name}
            fields |= {
                "source": self.source(slot),
                "first_year": first,
                "last_year": slot.said.get("last_fiscal_year"),
            }
            key = self.placing.key(home, name)
            self.done.add("projects.leadingproject", key, slot.path, **fields)

    def ratings(self) -> None:
        known: dict[str, list[Slot]] = defaultdict(list)
        for slot in self.of(Role.RATING):
            home = self.placing.home_of(slot.path)
            if reason := self.rating_held(slot, home):
                self.done.hold(slot, reason)
            else:
                known[home].append(slot)
        for home, said in known.items():
            self.evaluation(home, said)

    def rating_held(self, slot: Slot, home: str) -> str:
        """Return why a rating cannot be loaded on a node, "" where it can."""
        cycle = self.placing.cycle
        if cycle is None and self.placing.cycle_count > 1:
            return WHICH_CYCLE
        if cycle is None or slot.said["symbol"] not in cycle.scales.get(slot.key, ("", ()))[1]:
            return NO_CYCLE
        if not home:
            return NO_HOME
        return EVALUATED if home in self.placing.evaluated else ""

    def evaluation(self, home: str, said: Sequence[Slot]) -> None:
        """Add the evaluation of a node with what was said of it."""
        if (cycle := self.placing.cycle) is None:
            return
        fields: Json = {"cycle": self.placing.key(cycle.key), "node": self.placing.key(home)}
        fields |= {slot.key: [cycle.scales[slot.key][0], slot.said["symbol"]] for slot in said}
        key = self.placing.key(cycle.key, home)
        self.done.add("evaluations.evaluation", key, said[0].path, **fields, source=self.source(*said))
