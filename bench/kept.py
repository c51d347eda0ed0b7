"""The figures of a run, kept in a file so that one that was broken off goes on where it stopped."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Kept:
    """The figures of this run by their names, in a file."""

    path: Path
    figures: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.path.exists():
            self.figures = json.loads(self.path.read_text())

    def once(self, name: str, measure: Callable[[], Any]) -> Any:
        """Return what was measured under that name, now or before the run was broken off."""
        if name not in self.figures:
            self.figures[name] = measure()
            self.path.write_text(json.dumps(self.figures, ensure_ascii=False, indent=1) + "\n")
            print(f"  {name}: {self.figures[name]}", flush=True)
        return self.figures[name]
