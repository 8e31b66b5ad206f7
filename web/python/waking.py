"""What a Python has to do that was started without all of its library, or from a snapshot of it."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from importlib import invalidate_caches
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


def goes_on(fetch_library: Callable[[], object]) -> None:
    """Differ from all others that go on from the same snapshot, and find the library.

    fetch_library: puts the standard library where Python looks for it; raises when it cannot
    """
    random.seed()
    place = sys.meta_path.index(PathFinder) + 1
    sys.meta_path.insert(place, Library(fetch_library))


#: what an import says that would have needed the rest of the library
NOT_LOADED = (
    "{} is in a part of Python that has not been loaded. Check the connection, then try again."
)


class Library(MetaPathFinder):
    """Fetches the standard library when a module of it is wanted that has not come yet."""

    def __init__(self, fetch: Callable[[], object]) -> None:
        self.fetch = fetch

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in sys.stdlib_module_names:
            return None
        try:
            self.fetch()
        except Exception:
            raise ModuleNotFoundError(NOT_LOADED.format(fullname), name=fullname) from None
        sys.meta_path.remove(self)
        invalidate_caches()
        return PathFinder.find_spec(fullname, path, target)
