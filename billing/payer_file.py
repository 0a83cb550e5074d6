"""What a payer holds about a member, a provider and earlier claims, beyond the coverage itself.

A payer decides by its own file, not by the practice's: an authorization that was given but never loaded, a group
plan that it still takes for primary, a fee that was loaded wrong. The learner sees of it what a portal, a letter or a
telephone call would tell.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

from scenarios.models import Frozen

MistakeKind = Literal[
    "fee_loaded",
    "modifier_ignored",
    "authorization_ignored",
    "receipt_misread",
    "network_misread",
    "multiple_procedure",
    "downcoded",
    "preventive_share",
    "duplicate_misread",
    "eligibility_stale",
    "cob_stale",
    "interest_left_out",
    "diagnosis_ignored",
    "necessity_misread",
    "duplicate_paid",
]


class AuthorizationOnFile(Frozen):
    """An authorization as the payer loaded it."""

    number: str
    codes: tuple[str, ...]
    """Procedure codes, whole."""
    first_day: datetime.date
    last_day: datetime.date
    units: int | None = None
    """Units that may be billed in all, those in `PayerFile.history` among them; None: no limit."""
    npi: str = ""
    """Rendering provider it was given to; empty: anybody of the practice."""


class ReferralOnFile(Frozen):
    """A primary care physician's referral as the payer holds it."""

    number: str
    first_day: datetime.date
    last_day: datetime.date
    visits: int
    used: int = 0


class PaidService(Frozen):
    """A service that this payer has paid before, to this practice or another."""

    date: datetime.date
    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    npi: str
    """Rendering provider."""
    own_practice: bool = True
    claim_number: str
    diagnoses: tuple[str, ...] = ()


class Stay(Frozen):
    """A stay or an election that changes who pays: both ends included, no end while it lasts."""

    kind: Literal["inpatient", "skilled_nursing", "hospice", "home_health"]
    first_day: datetime.date
    last_day: datetime.date | None = None
    facility: str = ""

    def covers(self, day: datetime.date) -> bool:
        """Whether the day lies in the stay."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class Mistake(Frozen):
    """Something that the payer does wrong with this claim, until it is told with proof."""

    kind: MistakeKind
    code: str = ""
    """Procedure that it falls on; empty: every line."""
    percent: Decimal = Decimal("1.00")
    """fee_loaded: share of the right fee that is allowed."""
    paid_code: str = ""
    """downcoded: the code that is paid in place of the one billed."""


class PayerFile(Frozen):
    """One payer's file on one patient. The default is a file in which nothing stands in the way."""

    payer_id: str = ""
    other_payer: str = ""
    """Name of the payer that this one takes for primary; empty: itself."""
    cob_due: bool = False
    """The member has not answered the question about other insurance."""
    not_dependent: bool = False
    """The patient is not, or no longer, among the dependents on the insured's policy."""
    ended_on: datetime.date | None = None
    """Last day of coverage as the payer was told of it afterwards; None: the coverage's own."""
    accident_cleared: bool = False
    """The other insurer's answer about the accident is in: nothing comes from there."""
    accident_due: bool = False
    """The member has not answered the question about an accident."""
    managed_by: str = ""
    """Plan that has taken over this member's coverage (a Medicare Advantage plan, a managed care plan)."""
    managed_from: datetime.date | None = None
    authorizations: tuple[AuthorizationOnFile, ...] | None = None
    """None: the coverage's own authorization number is the whole truth."""
    referrals: tuple[ReferralOnFile, ...] | None = None
    """None: the plan asks for no referral for this service."""
    enrolled_from: datetime.date | None = None
    """First day on which the rendering provider may bill; None: always."""
    enrolled_to: datetime.date | None = None
    unknown_npis: tuple[str, ...] = ()
    """Rendering NPIs that the payer does not know."""
    tax_id: str = ""
    """Tax ID in the payer's provider file; empty: as billed."""
    referring_barred: tuple[str, ...] = ()
    """NPIs that may not order or refer."""
    barred_codes: tuple[str, ...] = ()
    """Services that this kind of provider may not bill."""
    out_of_network: bool = False
    history: tuple[PaidService, ...] = ()
    visit_limit: int | None = None
    visits_used: int = 0
    excluded: tuple[str, ...] = ()
    """Codes that the plan does not cover at all."""
    member_agreed: bool = True
    """The member's written agreement to pay for `excluded` services is known here, or the contract asks for none."""
    qmb: bool = False
    """The member is a Qualified Medicare Beneficiary in Medicare's eligibility file: owes no share."""
    not_eligible_reason: str = ""
    """Medicaid: `spenddown` or `residency`: on the rolls but not eligible that month."""
    eligible_again: datetime.date | None = None
    """Claims received from this day on meet a file in which `not_eligible_reason` is gone."""
    stays: tuple[Stay, ...] = ()
    died_on: datetime.date | None = None
    """Date of death in the payer's file, right or wrong."""
    records_wanted: tuple[str, ...] = ()
    """Codes that are not decided on before the records are in."""
    records_received: bool = False
    records_unsigned: bool = False
    """The records that came in bear no signature."""
    retro_notice: datetime.date | None = None
    """Day on which the member was told of coverage that reaches back (42 CFR 424.44(b))."""
    filing_excused: bool = False
    """The late filing has been excused."""
    necessity_reviewed: bool = False
    """The records were reviewed and the service found necessary."""
    notice_seen: bool = False
    """The signed advance notice came with an appeal: the patient is liable (42 CFR 411.404)."""
    records_insufficient: bool = False
    """What came is not the record that was asked for."""
    drug_numbers: tuple[str, ...] = ()
    """Drug codes that want their national drug code beside them."""
    certificate: str = ""
    """CLIA number of the practice's laboratory, wanted in item 23 of laboratory claims; empty: not asked for."""
    waiver_only: bool = False
    """The practice's laboratory has a certificate of waiver and no other."""
    pays_after: int = 0
    """Days beyond its usual ones that the payer takes to decide."""
    mistakes: tuple[Mistake, ...] = ()

    def mistake(self, kind: MistakeKind, code: str = "") -> Mistake | None:
        """The mistake of this kind that falls on a procedure, if there is one."""
        return next((one for one in self.mistakes if one.kind == kind and one.code in ("", code)), None)
