"""Every figure of the field names where it is from."""

from data.field import field


def test_norms_carry_a_source_and_jobs_both_hats() -> None:
    read = field()
    assert all(norm.source and norm.figure and norm.hat in {"coder", "biller"} for norm in read.norms)
    assert [job.hat for job in read.jobs] == ["coder", "biller"]
    assert read.days[0].time == "8:00"
