"""Accounts as other libraries hold them, and what happens to those beside one that no record can hold."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from collections import UserDict, namedtuple
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

import hanpress
import pytest
from conftest import DAY, EXAMPLES, ROOT


@pytest.fixture(scope="module")
def account(accounts) -> dict:
    return next(one for one in accounts if one["kind"] == "overdue-notice")


@pytest.fixture(scope="module")
def number(desk, account) -> str:
    return desk.make(account).number


def test_any_mapping_is_an_account(desk, account, number):
    assert desk.make(UserDict(account)).number == number
    assert desk.make(MappingProxyType(account)).number == number
    nested = {**account, "debtor": UserDict(account["debtor"]), "ledgers": tuple(account["ledgers"])}
    assert desk.make(nested).number == number


def test_a_tuple_with_names_is_a_record(desk, account, number):
    debtor = namedtuple("Debtor", account["debtor"])(**account["debtor"])
    assert desk.make({**account, "debtor": debtor}).number == number
    assert desk.make(namedtuple("Account", account)(**account)).number == number


def test_scalars_and_arrays_of_numpy_are_what_they_hold(desk, account, number):
    np = pytest.importorskip("numpy")
    ledger = {**account["ledgers"][0], "currency": np.str_(account["ledgers"][0]["currency"])}
    given = {
        **account,
        "due_date": np.datetime64(account["due_date"]),
        "ledgers": np.array([ledger, *account["ledgers"][1:]], dtype=object),
    }
    assert desk.make(given).number == number
    extra = {"n": np.int64(9007199254740993), "flag": np.bool_(True), "none": np.float64("nan"), "list": np.array([1, 2]),
             "empty": np.array([]), "nothing": np.array([np.nan]), "day": np.datetime64("NaT")}
    plain = {"n": 9007199254740993, "flag": True, "none": None, "list": [1, 2], "empty": [], "nothing": [None], "day": None}
    assert desk.make({**account, "extra": extra}).number == desk.make({**account, "extra": plain}).number


@pytest.mark.parametrize("unit", ["s", "us", "ns"])
def test_a_moment_of_numpy_is_no_day_whatever_it_counts(desk, account, unit):
    np = pytest.importorskip("numpy")
    for value in (np.datetime64("2026-10-25T08:30:00", unit), np.datetime64("2026-10-25", unit)):
        with pytest.raises(TypeError, match="due_date: is a datetime"):
            desk.make({**account, "due_date": value})
    with pytest.raises(TypeError, match="due_date: a record cannot hold timedelta64"):
        desk.make({**account, "due_date": np.timedelta64(3, "D")})


def test_rows_of_a_data_frame_are_accounts(desk, account, number):
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame([account, {**account, "id": "Z2", "due_date": None}])
    rows = [row for _, row in frame.iterrows()]
    assert desk.make(rows[0]).number == number
    first, second = desk.make_many(rows)
    assert first.number == number and isinstance(second, hanpress.Refused)
    assert [one.number for one in desk.make_many(frame.iloc[:1].to_dict("records"))] == [number]
    for nothing in (pd.NA, pd.NaT, float("nan"), Decimal("nan")):
        with pytest.raises(hanpress.Refused) as caught:
            desk.make({**account, "due_date": nothing})
        assert any(one.path == "due_date" and one.code in ("D02", "R25") for one in caught.value.findings)
    with pytest.raises(TypeError, match="due_date: is a datetime"):
        desk.make({**account, "due_date": pd.Timestamp("2026-10-25")})


def test_half_a_character_is_an_error_that_shows_nothing(desk, account):
    name = account["debtor"]["name"]
    with pytest.raises(ValueError, match="debtor.name: holds half a surrogate pair") as caught:
        desk.make({**account, "debtor": {**account["debtor"], "name": name + "\ud83d"}})
    assert name not in repr(caught.value) and caught.value.__cause__ is None
    with pytest.raises(ValueError, match="surrogate"):
        desk.make('{"id": "\ud83d"}')


def test_one_account_that_no_record_holds_is_raised_in_its_place_and_the_others_come(desk, account):
    given = [account, {**account, "id": "Z2", "due_date": datetime(2026, 10, 25)}, {**account, "id": "Z3"}, 7,
             b"\xff", {**account, "id": "Z4"}]
    told: list[object] = []
    outcomes = desk.make_many(given, workers=2)
    while True:
        try:
            told.append(type(next(outcomes)).__name__)
        except StopIteration:
            break
        except (TypeError, ValueError) as error:
            told.append(str(error).split(",")[0])
    assert told == ["Letter", "due_date: is a datetime", "Letter",
                    "an account is a dict or the text of a JSON object", "the JSON text is not UTF-8", "Letter"]


def test_one_account_in_place_of_several_is_told(desk, account):
    for one in (account, json.dumps(account), json.dumps(account).encode()):
        with pytest.raises(TypeError, match="accounts are several"):
            desk.make_many(one)
    with pytest.raises(TypeError):
        desk.make_many(None)
    for workers in (0, -1):
        with pytest.raises(ValueError, match="workers"):
            desk.make_many([account], workers=workers)
    assert len(list(desk.make_many([account], workers=5000))) == 1
    assert list(desk.make_many([])) == []


def test_who_ends_the_program_waits_for_no_letter(desk, account):
    def interrupted():
        yield account
        yield {**account, "id": "Z2"}
        raise KeyboardInterrupt

    outcomes = desk.make_many(interrupted(), workers=1)
    with pytest.raises(KeyboardInterrupt):
        next(outcomes)
    # Who goes on for all that has lost nothing.
    assert [type(one).__name__ for one in outcomes] == ["Letter", "Letter"]


LONG = "#let i = 0\n#while i < 9000 { i += 1; let j = 0; while j < 9000 { j += 1; let k = 0; while k < 90 { k += 1 } } }\n"


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="this system sends no signals to threads")
def test_an_interrupt_while_a_letter_is_waited_for_loses_nothing(account, tmp_path):
    named = {name: (EXAMPLES / name).read_bytes() for name in ("logo.svg", "seal.svg", "contract-seal.svg")}
    kind, letter = ((ROOT / "templates" / "overdue-notice" / name).read_text("utf-8")
                    for name in ("kind.toml", "letter.typ.jinja"))
    # A template that goes on until its steps are counted out, which takes seconds.
    slow = hanpress.Desk.from_text(
        (EXAMPLES / "issuer.toml").read_text("utf-8"), issue_date=DAY, files=named,
        templates={"overdue-notice/letter.typ.jinja": letter + LONG, "overdue-notice/kind.toml": kind},
    )
    main = threading.main_thread().ident

    def given():
        yield account
        # Drawn last, before the letter is waited for.
        threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT)).start()

    outcomes = slow.make_many(given(), workers=1)
    with pytest.raises(KeyboardInterrupt):
        next(outcomes)
    (refused,) = outcomes
    assert isinstance(refused, hanpress.Refused) and refused.id == account["id"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_letters_begun_before_a_fork_are_not_waited_for_behind_it(desk, account):
    outcomes = desk.make_many([account, {**account, "id": "Z2"}], workers=1)
    ours, theirs = multiprocessing.get_context("fork").Pipe()

    def child() -> None:
        try:
            theirs.send(next(outcomes).number)
        except RuntimeError as error:
            theirs.send(str(error))

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    told = ours.poll(30) and ours.recv()
    process.kill()
    process.join()
    assert told and "forked off" in told
    assert len(list(outcomes)) == 2


def test_a_day_is_a_day(account):
    for day in (None, 20261123, ["2026-11-23"]):
        with pytest.raises(TypeError, match="a day is a date or a text"):
            hanpress.Desk(EXAMPLES / "issuer.toml", issue_date=day)


def test_samples_are_made_as_they_are_taken():
    endless = hanpress.sample(2**62, seed=7, as_of="2026-11-22")
    few = list(hanpress.sample(3, seed=7, as_of="2026-11-22"))
    assert [next(endless) for _ in range(3)] == few


def test_a_saved_letter_is_its_owners_alone(desk, account, tmp_path):
    letter = desk.make(account)
    assert letter.save(tmp_path).stat().st_mode & 0o077 == 0
    with pytest.raises(FileNotFoundError):
        letter.save(tmp_path / "no" / "folder")
    assert [path.name for path in tmp_path.iterdir()] == [f"{letter.number}.pdf"]
