"""By what the data calls what has no name of its own for good: made of what stays, alike in every database."""

from policies.models import uid_of


def indicator_uid(node: str | None, number: str) -> str | None:
    """Return the uid of an indicator: of its item and its number there.

    None where an older edition tells no uid of the item.
    """
    return uid_of(node, "indicator", number) if node else None


def project_uid(node: str | None, name: str) -> str | None:
    """Return the uid of a project: of its item and its name there."""
    return uid_of(node, "project", name) if node else None
