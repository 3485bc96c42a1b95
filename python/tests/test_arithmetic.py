"""大写, plans and samples."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import hanpress
import pytest


def test_capitals_and_back():
    assert hanpress.amount("107000.53") == "人民币壹拾万柒仟元零伍角叁分"
    assert hanpress.amount(Decimal("1E+3")) == hanpress.amount(1000) == "人民币壹仟元整"
    assert hanpress.read_amount("人民币壹拾万柒仟元零伍角叁分") == (Decimal("107000.53"), "CNY")
    assert hanpress.amount("12.5", "USD").startswith("美元")
    for wrong in ("1.234", "x", "1000000000000000"):
        with pytest.raises(ValueError):
            hanpress.amount(wrong)
    with pytest.raises(ValueError, match="no currency"):
        hanpress.amount("1", "XXX")
    with pytest.raises(TypeError, match="float"):
        hanpress.amount(0.1)
    with pytest.raises(ValueError):
        hanpress.read_amount("叁拾")


def test_a_plan_adds_up_to_the_cent():
    rows = hanpress.plan("65057.83", 60, first_due="2026-12-22", signed_on=date(2026, 11, 22))
    assert len(rows) == 60 and rows[0].due_date == date(2026, 12, 22) and rows[-1].balance == 0
    assert sum(row.amount for row in rows) == Decimal("65057.83") and rows[-1].amount == Decimal("1084.72")
    interest = hanpress.plan("12000", 12, first_due="2026-12-22", signed_on="2026-11-22",
                             method="equal-payment", annual_rate="0.06")
    assert sum(row.principal for row in interest) == 12000 and interest[0].interest == Decimal("60.00")
    steps = hanpress.plan("10000", first_due="2026-12-22", signed_on="2026-11-22", method="steps",
                          steps=[(6, "500"), (18, None)])
    assert len(steps) == 24 and steps[0].amount == 500
    for wrong in ({"instalments": 0}, {"instalments": 12, "method": "weekly"}, {"instalments": 12, "annual_rate": "x"}):
        with pytest.raises(ValueError):
            hanpress.plan("1000", first_due="2026-12-22", signed_on="2026-11-22", **wrong)


def test_samples_are_the_same_for_the_same_seed(desk):
    first, second = (list(hanpress.sample(4, seed=7, as_of="2026-11-22", kinds=["overdue-notice"])) for _ in range(2))
    assert first == second and {one["kind"] for one in first} == {"overdue-notice"}
    assert all(isinstance(one, hanpress.Letter) for one in desk.make_many(first))
    with pytest.raises(ValueError, match="sampled"):
        hanpress.sample(1, as_of="2026-11-22", kinds=["poem"])
