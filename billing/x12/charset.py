"""What a file's bytes are: text that can be read, or something else, said by name.

X12 is written in the letters of ASCII; senders with accents in names use UTF-8 or, against the rules, Latin-1.
"""

from __future__ import annotations

import re

from billing.x12.problems import Problems, shown

_MAGIC = (
    (b"\xff\xfe\x00\x00", "UTF-32 text"),
    (b"\x00\x00\xfe\xff", "UTF-32 text"),
    (b"\xff\xfe", "UTF-16 text (Windows calls it Unicode)"),
    (b"\xfe\xff", "UTF-16 text"),
    (b"\xc9\xe2\xc1", "EBCDIC, the character set of mainframes"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"\xd0\xcf\x11\xe0", "an older Office document"),
)
_BLANKS = re.compile(r"[\s\ufeff]+")
_ADVICE = "Save or send it as plain text (ASCII or UTF-8)."

_OTHER_FORMATS = (
    (re.compile(r"MSH\|"), "an HL7 version 2 message (it begins with MSH)"),
    (re.compile(r"UN[AB]"), "an EDIFACT message (it begins with UNA or UNB)"),
    (re.compile(r"<\?xml|<!?[A-Za-z]"), "XML or HTML"),
    (re.compile(r"[{\[]"), "JSON"),
)


def decoded(source: bytes, problems: Problems) -> str | None:
    """The bytes as text: UTF-8, else Latin-1 with a warning; None after saying what they are instead."""
    for magic, name in _MAGIC:
        if source.startswith(magic):
            problems.add("character_set", f"The file is {name}, not X12 text. {_ADVICE}")
            return None
    nul = source.find(b"\x00")
    if nul >= 0:
        half = source[:200].count(b"\x00") * 3 > len(source[:200])
        name = "UTF-16 text without its mark" if half else "a binary file"
        message = f"The file is {name}, not X12 text: byte {nul:,} is zero. {_ADVICE}"
        problems.add("character_set", message)
        return None
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        return _latin(source, error.start, problems)


def _latin(source: bytes, first: int, problems: Problems) -> str | None:
    """Bytes that are no UTF-8, one letter a byte; None where most of them are no text at all."""
    sample = source[:4000]
    strange = sum(1 for byte in sample if byte > 126 or (byte < 32 and byte not in b"\t\n\r\x1c\x1d\x1e\x1f"))
    if strange * 3 > len(sample):
        problems.add("character_set", f"The file is a binary file, not X12 text. {_ADVICE}")
        return None
    line = source.count(b"\n", 0, first) + 1
    message = (
        f"Byte {first:,} (0x{source[first]:02X}, line {line}) is neither ASCII nor UTF-8; the file was read "
        "as Latin-1. Accented letters may show wrong."
    )
    problems.add("character_set", message, severity="warning")
    return source.decode("latin-1")


def not_x12(text: str, problems: Problems) -> bool:
    """Whether a text is empty or of another format, which is then said."""
    blanks = _BLANKS.match(text)
    start = text[blanks.end() :] if blanks else text
    if not start:
        problems.add("empty", "The file is empty." if not text else "The file holds nothing but blanks.")
        return True
    if "\x00" in text[:4000]:
        problems.add("character_set", f"The text holds zero characters: it is UTF-16 or binary. {_ADVICE}")
        return True
    for form, name in _OTHER_FORMATS:
        if form.match(start):
            message = f'The file is {name}, not X12: it begins with "{shown(start[:20])}".'
            problems.add("not_x12", message)
            return True
    return False
