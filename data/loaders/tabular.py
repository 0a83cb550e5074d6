"""Another release of the ICD-10-CM tabular list, compiled in the same form as the one that ships.

The tabular XML does not say which of the 7th characters that a note allows exist as codes. For codes that the
shipped release knows its list decides; for new ones every character of the note is taken.
"""

from __future__ import annotations

import importlib
import importlib.resources
import sqlite3
import tempfile
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from data import compile as icd_compile
from data.loaders.opening import LoadError

LARGEST_XML = 60 * 1024 * 1024
_PACKAGE = "simple_icd_10_cm"


def fill_tabular(connection: sqlite3.Connection, name: str, stream: IO[bytes]) -> int:
    """Compiles the XML into `connection`; returns the number of codes. LoadError where it is no whole tabular list."""
    content = stream.read(LARGEST_XML + 1)
    if len(content) > LARGEST_XML:
        raise LoadError(f"{name} is larger than {LARGEST_XML // 1024 // 1024} MB; this is no tabular list.")
    if b"<!ENTITY" in content or b"<!DOCTYPE" in content[:2000]:
        raise LoadError(f"{name} defines entities of its own, which the tabular list does not; refused.")
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        line = error.position[0]
        raise LoadError(f"{name}, line {line}: not whole XML ({error}); download it again.") from error
    if root.tag != "ICD10CM.tabular" or not root.findall("chapter"):
        raise LoadError(f"{name}: the root is <{root.tag}>; expected <ICD10CM.tabular> with its chapters.")
    package = importlib.import_module(_PACKAGE)
    known = _listed()
    with tempfile.TemporaryDirectory() as folder:
        xml, codes = Path(folder, "tabular.xml"), Path(folder, "codes.txt")
        xml.write_bytes(content)
        codes.write_text("\n".join([*sorted(known), *_new_codes(root, known)]), encoding="utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                package.change_version(str(codes), str(xml), True)
                return icd_compile.fill(connection, package)
            except (KeyError, AttributeError, IndexError, ValueError, sqlite3.IntegrityError) as error:
                raise LoadError(f"{name}: not in the form of the tabular list ({error}).") from error
            finally:
                package.change_version(None, None, True)


def _listed() -> set[str]:
    """Codes and headings of the list that ships with the package, without dots."""
    data = importlib.resources.files(f"{_PACKAGE}.data")
    file = next(entry for entry in data.iterdir() if entry.name.startswith("code-list"))
    lines = file.read_text(encoding="utf-8").split("\n")
    return {line.split(" ")[0].replace(".", "") for line in lines if line.strip()}


def _new_codes(root: ElementTree.Element, known: set[str]) -> Iterator[str]:
    """What the XML has and the list has not, with every 7th character that its notes allow."""
    for diagnosis, sevenths in _walk(root, ()):
        code = (diagnosis.findtext("name") or "").replace(".", "")
        new = code not in known
        if new:
            yield code
        if new and not diagnosis.findall("diag"):
            yield from (code.ljust(6, "X") + character for character in sevenths)


def _walk(
    element: ElementTree.Element, sevenths: tuple[str, ...]
) -> Iterator[tuple[ElementTree.Element, tuple[str, ...]]]:
    for child in element:
        if child.tag in ("chapter", "section"):
            yield from _walk(child, ())
        elif child.tag == "diag":
            own = tuple(extension.get("char", "") for extension in child.findall("sevenChrDef/extension"))
            yield child, own or sevenths
            yield from _walk(child, own or sevenths)
