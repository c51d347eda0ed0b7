"""By what an edition tells its indicators and projects; older ones say no uid, and tell it as the API told it then."""

from collections.abc import Mapping
from typing import Any

from policies.models import uid_of

Part = Mapping[str, Any]


def indicator_uid(node: Part, one: Part) -> str | None:
    """Return the uid of an indicator of that node: as the edition says it, else of its item and its number there.

    None where it tells no uid of the item either.
    """
    return _said(one) or _made(node, "indicator", one["number"])


def project_uid(node: Part, one: Part) -> str | None:
    """Return the uid of a project of that node: as the edition says it, else of its item and its name there."""
    return _said(one) or _made(node, "project", one["name"])


def _said(one: Part) -> str | None:
    return (one.get("facts") or {}).get("uid")


def _made(node: Part, kind: str, name: str) -> str | None:
    return uid_of(node["uid"], kind, name) if node.get("uid") else None
