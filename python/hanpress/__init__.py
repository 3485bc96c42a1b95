"""hanpress turns account data into letters: checked against the law, typeset as PDF/A, signed.

    >>> import hanpress
    >>> desk = hanpress.Desk("examples/issuer.toml", issue_date="2026-11-23")
    >>> account = next(hanpress.sample(1, seed=7, as_of="2026-11-22"))
    >>> letter = desk.make(account)
    >>> letter.pdf[:5]
    b'%PDF-'
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from os import PathLike
from typing import Any

from . import _hanpress
from ._desk import Account, Desk, DeskSettings
from ._desk import day as _day
from ._types import Finding, Instalment, Letter, Message, Messages, Refused, Report, Stopped

__all__ = [
    "Account",
    "Desk",
    "DeskSettings",
    "Finding",
    "Instalment",
    "Letter",
    "Message",
    "Messages",
    "Refused",
    "Report",
    "Stopped",
    "amount",
    "plan",
    "read_amount",
    "sample",
    "verify",
]


def amount(sum: Decimal | str | int, currency: str = "CNY") -> str:
    """The 大写 of a sum: ``amount("107000.53")`` is ``人民币壹拾万柒仟元零伍角叁分``.

    Raises ``ValueError`` for what is no amount of the currency, or beyond 999,999,999,999.99."""
    return _hanpress.amount(_figure(sum), currency)


def read_amount(words: str) -> tuple[Decimal, str]:
    """The sum that 大写 stands for, and the code of its currency. Raises ``ValueError`` where it is none."""
    figure, currency = _hanpress.read_amount(words)
    return Decimal(figure), currency


def plan(
    total: Decimal | str | int,
    instalments: int | None = None,
    *,
    first_due: date | str,
    signed_on: date | str,
    method: str = "equal",
    annual_rate: Decimal | str = "0",
    down_payment: Decimal | str | int = "0",
    cycle: str = "month",
    remainder: str = "last",
    steps: Iterable[tuple[int, Decimal | str | int | None]] = (),
    currency: str = "CNY",
) -> list[Instalment]:
    """The rows of a repayment plan, to the cent: what ``hanpress plan`` lays out.

    ``method`` is ``equal`` (等额), ``equal-payment`` (等额本息), ``equal-principal`` (等额本金) or ``steps`` (阶梯, with
    ``steps`` as pairs of a count and an amount, the last amount ``None``). ``annual_rate`` is a share such as
    ``"0.06"``. ``remainder`` says where cents go that do not divide: ``last``, ``first`` or ``spread``. That a plan ends
    within five years is not judged here. Raises ``ValueError`` for what makes no plan."""
    rows = _hanpress.plan(
        _figure(total),
        currency,
        method,
        instalments,
        _day(first_due),
        _day(signed_on),
        cycle,
        _figure(annual_rate),
        _figure(down_payment),
        remainder,
        [(count, None if sum is None else _figure(sum)) for count, sum in steps],
    )
    return [
        Instalment(n, date.fromisoformat(due), Decimal(paid), Decimal(principal), Decimal(interest), Decimal(balance))
        for n, due, paid, principal, interest, balance in rows
    ]


def sample(
    count: int, *, seed: int = 1, as_of: date | str, kinds: Iterable[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Trial accounts, the same for the same seed: what ``hanpress sample`` gives. ``as_of`` is the day of their
    figures, the day before letters are to be issued."""
    texts = _hanpress.sample(count, seed, _day(as_of), None if kinds is None else list(kinds))
    return (json.loads(text) for text in texts)


def verify(
    pdf: bytes,
    *,
    trust: bytes | str | PathLike[str] | Iterable[bytes | str | PathLike[str]] = (),
    signer: str | Iterable[str] = (),
    password: str | None = None,
    moment: int | None = None,
    lang: str = "en",
) -> Report:
    """What the signatures of a PDF are worth.

    ``trust`` are the certificates that are trusted, as bytes or paths, in PEM or DER. ``signer`` says who must have
    signed, as ``--signer`` does: a name, a number or the SHA-256 of a certificate, also ``borrower=…``. ``moment`` is
    when it is judged, in seconds since 1970; now by default. Any bytes may be given; what cannot be read is a finding.
    Raises ``ValueError`` where a certificate or signer that was named cannot be read."""
    told = _hanpress.verify(
        pdf,
        [_bytes(one) for one in _several(trust)],
        [str(one) for one in _several(signer)],
        password,
        moment,
        lang,
    )
    report = json.loads(told)
    return Report(report["verdict"], report["revisions"], tuple(report["signatures"]), tuple(report["findings"]))


def _several(given: Any) -> list[Any]:
    return [given] if isinstance(given, (bytes, str, PathLike)) else list(given)


def _bytes(given: bytes | str | PathLike[str]) -> bytes:
    if isinstance(given, bytes):
        return given
    with open(given, "rb") as file:
        return file.read()


def _figure(value: Decimal | str | int) -> str:
    if isinstance(value, float):
        raise TypeError("an amount is a Decimal or a text: a float is not exact")
    return format(value, "f") if isinstance(value, Decimal) else str(value)
