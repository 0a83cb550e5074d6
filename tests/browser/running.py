"""The app in a process of its own, and learners whose cases are already as far as a test or a picture needs them."""

from __future__ import annotations

import datetime
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import billing
import data
from billing.accounts import PatientAccount
from records import Change, Store
from scenarios.models import CodingAnswer, Variant
from views import account_play, submitting

ROOT = Path(__file__).parent.parent.parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
STARTS_WITHIN = 60
"""Seconds; the first start compiles the code book."""
Stage = Literal["coding", "claim", "account", "done"]
_TAB = "prepared"


def chromium_path() -> str | None:
    """The installed Chromium, None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class App:
    """`python app.py` on a free port with a home of its own; it keeps port and home when it is started again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when the app answers. Raises RuntimeError with the app's log when it does not."""
        env = os.environ | {"BOTH_HATS_HOME": str(self.home), "BOTH_HATS_PORT": str(self.port)}
        env.pop("DATABASE_URL", None)
        with (self.home / "app.log").open("ab") as log:
            self.process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=env, stdout=log, stderr=log)
        give_up = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < give_up and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        self.kill()
        raise RuntimeError((self.home / "app.log").read_text())

    def kill(self) -> None:
        """kill -9: no chance to tidy up."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def open_store(self) -> Store:
        """The app's own database, from beside it."""
        return Store.open(f"sqlite:///{self.home / 'both-hats.sqlite3'}")


def with_compiled_code_book(home: Path) -> Path:
    """Copies the code book of this run into a new home, so that the app starts in two seconds."""
    data.load()
    for compiled in data.default_folder().glob("icd10cm-*.sqlite3"):
        shutil.copy(compiled, home)
    return home


def coding_fields(answer: CodingAnswer) -> dict[str, Any]:
    """The answer as the coder's desk saves it."""
    values: dict[str, Any] = {}
    for place, code in enumerate(answer.diagnoses):
        values |= {f"dx/d{place}/code": code, f"dx/d{place}/rank": f"a{place:02}"}
    for place, line in enumerate(answer.lines):
        row = f"line/l{place}"
        pointers = [f"d{'ABCDEFGHIJKL'.index(letter)}" for letter in line.pointers]
        values |= {
            f"{row}/code": line.code,
            f"{row}/rank": f"a{place:02}",
            f"{row}/modifiers": list(line.modifiers),
            f"{row}/units": line.units,
            f"{row}/pointers": pointers,
        }
    return values | ({"query": answer.query} if answer.query else {})


def without_modifiers(answer: CodingAnswer) -> CodingAnswer:
    """A slip that a payer denies: no line carries its modifier."""
    lines = tuple(line.model_copy(update={"modifiers": ()}) for line in answer.lines)
    return answer.model_copy(update={"lines": lines})


def registration_mended(reference: data.Reference, variant: Variant, codes: CodingAnswer | None) -> dict[str, Any]:
    """The items that a biller has to correct on the pre-filled claim."""
    right = billing.claim_to_json(billing.key_claim(reference, variant, codes))["items"]
    typed = billing.claim_to_json(billing.registered_claim(reference, variant, codes))["items"]
    return {f"item/{key}": right[key] for key in right if isinstance(right[key], str) and right[key] != typed.get(key)}


class Preparing:
    """Takes a learner's cases to a stage as the desks would, and at a time of one's choice."""

    def __init__(self, store: Store, reference: data.Reference, learner: str) -> None:
        self.store, self.reference, self.learner = store, reference, learner

    def case(
        self,
        variant: Variant,
        role: str,
        until: Stage,
        at: datetime.datetime,
        answer: CodingAnswer | None = None,
        claim: Mapping[str, Any] | None = None,
        minutes: float = 4,
    ) -> str:
        """Opens a case and works it to the stage given, its fields filled in. Gives the attempt's id.
        `claim` None: the biller mends what the registration got wrong."""
        workplace = "small_practice" if role == "both" else "billing_company"
        attempt = self.store.open_attempt(self.learner, variant, role, workplace, at).id  # type: ignore[arg-type]
        answer = answer or billing.model_answer(self.reference, variant.key)
        now = at
        while True:
            stage = self.store.attempt(self.learner, attempt).stage
            if stage == "done" or stage == until == "account":
                return attempt
            if stage == "account":
                return self._close(attempt, now)
            fields = self._fields(stage, variant, answer if role == "both" else None, answer, claim)
            for part in range(1, 5):  # active time counts from change to change
                self._save(attempt, stage, fields, part, now + datetime.timedelta(minutes=minutes * part / 4))
            now += datetime.timedelta(minutes=minutes)
            if stage == until:
                return attempt
            self._hand_in(attempt, stage, len(fields), now)

    def _fields(
        self,
        stage: str,
        variant: Variant,
        own: CodingAnswer | None,
        answer: CodingAnswer,
        claim: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        if stage == "coding":
            return coding_fields(answer)
        return dict(claim) if claim is not None else registration_mended(self.reference, variant, own)

    def _save(self, attempt: str, stage: str, fields: Mapping[str, Any], part: int, now: datetime.datetime) -> None:
        numbered = [Change(n=n, key=key, value=value) for n, (key, value) in enumerate(fields.items(), start=1)]
        share = numbered[: -(-len(numbered) * part // 4)]
        self.store.save(self.learner, attempt, stage, _TAB, share, 0, now)  # type: ignore[arg-type]

    def _hand_in(self, attempt: str, stage: str, last: int, now: datetime.datetime) -> None:
        row = self.store.attempt(self.learner, attempt)
        fields = self.store.fields(self.learner, attempt, stage)  # type: ignore[arg-type]
        if stage == "coding":
            outcome = submitting.submit_coding(self.reference, row, fields)
        else:
            past = self.store.submissions(self.learner, attempt)
            outcome = submitting.submit_claim(self.reference, row, fields, past)
        self.store.submit(
            self.learner, attempt, stage, _TAB, last, row.round, outcome.answer, outcome.result,
            outcome.next_stage, now,  # type: ignore[arg-type]
        )  # fmt: skip

    def act(self, attempt: str, action: Mapping[str, Any], now: datetime.datetime) -> PatientAccount:
        """Plays one action on the account of an attempt, as its desk would."""
        row, past = self.store.attempt(self.learner, attempt), self.store.submissions(self.learner, attempt)
        fields = self.store.fields(self.learner, attempt, "account")
        played = account_play.play(self.reference, row, past, dict(action), fields)
        number = sum(one.step == "account" for one in past) + 1
        closed = played.account.closed
        self.store.act(self.learner, attempt, number, played.action, played.result, closed, now)
        return played.account

    def account(self, attempt: str) -> PatientAccount:
        """The account of an attempt as it stands."""
        row, past = self.store.attempt(self.learner, attempt), self.store.submissions(self.learner, attempt)
        return account_play.account(self.reference, row, past)

    def _close(self, attempt: str, now: datetime.datetime) -> str:
        """Lets the account's answers come, posts them and gives up what is left."""
        account = self.account(attempt)
        while not account.closed:
            unposted = [one.number for one in account.remittances if one.number not in account.posted]
            if unposted:
                account = self.act(attempt, {"do": "post", "remittance": unposted[0]}, now)
            elif account.coming:
                account = self.act(attempt, {"do": "wait"}, now)
            else:
                account = self.act(attempt, {"do": "close", "give_up": True}, now)
        return attempt
