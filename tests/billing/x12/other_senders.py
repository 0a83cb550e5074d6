"""The example files of other senders, with what `samples/expected.yaml` says of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from billing.x12.explain import Explained
from data.tables import read_yaml

FOLDER = Path(__file__).parent / "samples"


@dataclass(frozen=True)
class Sample:
    name: str
    kind: str
    segments: int
    says: dict[int, str]
    problems: tuple[str, ...]

    @property
    def bytes(self) -> bytes:
        return (FOLDER / self.name).read_bytes()

    @property
    def text(self) -> str:
        return text_of(self.name)


def text_of(name: str) -> str:
    """An example as text, its line breaks as they are."""
    return (FOLDER / name).read_bytes().decode("utf-8")


def samples() -> list[Sample]:
    """All examples that are described."""
    described: Any = read_yaml(FOLDER / "expected.yaml")
    return [
        Sample(
            name,
            entry["kind"],
            int(entry["segments"]),
            {int(position): sentence for position, sentence in entry.get("says", {}).items()},
            tuple(entry.get("problems", ())),
        )
        for name, entry in described.items()
    ]


def told(explained: Explained) -> tuple[str, ...]:
    """Problems as `expected.yaml` writes them."""
    return tuple(
        f"{one.position} {one.kind}{' (warning)' if one.severity == 'warning' else ''}: {one.message}"
        for one in explained.problems
    )


def many_claims(count: int) -> str:
    """One payment of any number of claims, each with two service lines, in balance."""
    segments = text_of("835_one_line.txt").split("~")
    first = next(place for place, text in enumerate(segments) if text == "LX*1")
    second = next(place for place, text in enumerate(segments) if text == "LX*2")
    head, body = segments[: first + 1], "~".join(segments[first + 1 : second])
    head = [text.replace("BPR*I*224.8", f"BPR*I*{1124 * count // 10}.{1124 * count % 10}") for text in head]
    claims = [body.replace("RB1001", f"RB{one}").replace("HM2609150001", f"HM{one}") for one in range(count)]
    inside = len(head) - 2 + count * (second - first - 1) + 1
    return "~".join([*head, *claims, f"SE*{inside}*0001", "GE*1*2", "IEA*1*000000002", ""])
