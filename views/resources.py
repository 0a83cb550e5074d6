"""What one process holds: the database, the reference data and the library of families. Opened once, shared by all."""

from __future__ import annotations

import gc
import logging
import threading
from functools import cache

from data import Reference, load
from records import Store, StoreError
from scenarios import Family, families, skills

_log = logging.getLogger("both_hats")
_lock = threading.Lock()
_store: Store | None = None


def store() -> Store:
    """The database; tried again at each call until it opens. Raises StoreError."""
    global _store
    if _store is None:
        with _lock:
            if _store is None:
                _store = Store.open()
    return _store


@cache
def reference() -> Reference:
    """Code sets, fee schedules, payers."""
    return load()


@cache
def library() -> dict[str, Family]:
    """The families, by id."""
    return families()


@cache
def skill_titles() -> dict[str, str]:
    """What a skill's id means to a learner."""
    return {skill.id: skill.title for skill in skills().values()}


def warm() -> None:
    """Opens everything before the first request. A database that can't be opened is logged; pages say it too."""
    reference()
    library()
    gc.collect()
    gc.freeze()  # what was loaded stays; collections need not look through it again
    try:
        store()
    except StoreError as error:
        _log.error("%s", error)


def close() -> None:
    """Closes the database."""
    global _store
    if _store is not None:
        _store.close()
        _store = None
