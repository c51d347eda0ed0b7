"""An app whose models and keepers' pages are kept by subject, each in a folder of its own."""

from importlib import import_module
from typing import ClassVar

from django.apps import AppConfig


class AppOfSubjects(AppConfig):
    """Registers what Django would look for in one models.py and one admin.py, wherever the subjects keep it."""

    default = False
    model_modules: ClassVar[tuple[str, ...]] = ()
    admin_modules: ClassVar[tuple[str, ...]] = ()

    def import_models(self) -> None:
        """Import the models of every subject; their tables and labels are those of the app."""
        super().import_models()
        for name in self.model_modules:
            self.models_module = import_module(f"{self.name}.{name}")

    def ready(self) -> None:
        """Import the keepers' pages of every subject."""
        super().ready()
        for name in self.admin_modules:
            import_module(f"{self.name}.{name}")
