"""Letters, one at a time and many: the same bytes as the command line's."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import threading
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path

import hanpress
import pytest
from conftest import DAY, EXAMPLES, KEYS, command


def test_a_letter_is_the_one_that_the_command_line_makes(desk, accounts, made):
    out, lines = made
    for account, line in zip(accounts, lines, strict=True):
        letter = desk.make(account)
        assert (letter.number, letter.kind, letter.pages) == (line["number"], line["kind"], line["pages"])
        assert letter.sha256 == line["sha256"]
        assert letter.pdf == (out / line["file"]).read_bytes()
        assert f"documents/{letter.file}" == line["file"]


def test_an_account_is_a_dict_or_a_text(desk, accounts):
    text = json.dumps(accounts[0], ensure_ascii=False)
    numbers = {desk.make(given).number for given in (accounts[0], text, text.encode())}
    assert len(numbers) == 1


def test_python_values_say_what_their_texts_say(desk, accounts):
    account = json.loads(json.dumps(accounts[0]))
    account["due_date"] = date.fromisoformat(account["due_date"])
    ledger = account["ledgers"][0]
    for name in ("principal", "interest", "penalty", "total"):
        ledger[name] = Decimal(ledger[name])
    account["extra"] = {"nothing": float("nan")}
    assert desk.make(account).number == desk.make(accounts[0]).number


def test_a_record_may_have_the_issuers_names(desk, accounts):
    flat = {name: value for name, value in accounts[0].items() if name != "debtor"}
    flat |= {f"debtor.{name}": value for name, value in accounts[0]["debtor"].items() if name != "name"}
    flat["客户姓名"] = accounts[0]["debtor"]["name"]
    assert desk.make(flat).number == desk.make(accounts[0]).number


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2026, 10, 25), "is a datetime"),
        (datetime(2026, 10, 25, tzinfo=timezone.utc), "the day it is in China"),
        (object(), "cannot hold object"),
        (1j, "cannot hold complex"),
    ],
)
def test_what_no_record_holds_is_an_error_with_its_path(desk, accounts, value, words):
    with pytest.raises(TypeError, match=words) as caught:
        desk.make({**accounts[0], "due_date": value})
    assert "due_date" in str(caught.value)


def test_what_is_no_account_at_all_is_an_error(desk):
    for given in (None, 7, ["id"], {1: 2}):
        with pytest.raises(TypeError):
            desk.make(given)
    deep: dict = {}
    for _ in range(40):
        deep = {"extra": deep}
    with pytest.raises(ValueError, match="deep"):
        desk.make(deep)
    with pytest.raises(ValueError, match="infinite"):
        desk.check({"id": "A1", "extra": {"sum": float("inf")}})


def test_a_refusal_tells_everything_at_once(desk, accounts):
    wrong = json.loads(json.dumps(accounts[0]))
    wrong["ledgers"][0]["total"] = "1.00"
    wrong["due_date"] = "2026-02-30"
    with pytest.raises(hanpress.Refused) as caught:
        desk.make(wrong)
    refused = caught.value
    assert refused.id == accounts[0]["id"]
    assert {"D04", "R04"} <= {finding.code for finding in refused.findings}
    total = next(finding for finding in refused.findings if finding.path == "ledgers[0].total")
    assert (total.code, total.severity) == ("R04", "error") and total.hints and total.basis
    assert pickle.loads(pickle.dumps(refused)).findings == refused.findings
    # The words hold no person's data, as everywhere.
    assert accounts[0]["debtor"]["name"] not in str(refused)


def test_check_gives_warnings_and_writes_in_chinese(accounts):
    desk = hanpress.Desk(EXAMPLES / "issuer.toml", issue_date="2026-12-01", lang="zh")
    with pytest.raises(hanpress.Refused) as caught:
        desk.check({"id": "A1"})
    assert any("缺少" in finding.message for finding in caught.value.findings)
    with pytest.raises(ValueError, match="lang"):
        hanpress.Desk(EXAMPLES / "issuer.toml", issue_date=DAY, lang="de")


def test_many_come_in_their_order_with_refusals_between_them(desk, accounts, made):
    given = [*accounts[:3], {"id": "broken"}, *accounts[3:]]
    outcomes = list(desk.make_many(given, workers=2))
    assert [type(one).__name__ for one in outcomes[:5]] == ["Letter"] * 3 + ["Refused", "Letter"]
    letters = [one for one in outcomes if isinstance(one, hanpress.Letter)]
    assert [one.sha256 for one in letters] == [line["sha256"] for line in made[1]]


def test_an_id_that_comes_twice_is_refused_as_in_a_run(desk, accounts):
    first, second = desk.make_many([accounts[0], accounts[0]], workers=1)
    assert isinstance(first, hanpress.Letter)
    assert isinstance(second, hanpress.Refused) and "D08" in {finding.code for finding in second.findings}


def test_accounts_are_drawn_as_letters_are_taken(desk, accounts):
    drawn = 0

    def endless():
        nonlocal drawn
        while True:
            drawn += 1
            yield {**accounts[0], "id": f"B{drawn:07}"}

    letters = desk.make_many(endless(), workers=1)
    for _ in range(3):
        assert isinstance(next(letters), hanpress.Letter)
    assert drawn <= 20
    del letters


def test_what_the_accounts_raise_comes_after_the_letters_before_it(desk, accounts):
    def broken():
        yield accounts[0]
        raise OSError("the queue is gone")

    letters = desk.make_many(broken(), workers=1)
    assert isinstance(next(letters), hanpress.Letter)
    with pytest.raises(OSError, match="the queue is gone"):
        next(letters)
    with pytest.raises(TypeError, match=r"due_date: is a datetime"):
        list(desk.make_many([{**accounts[0], "due_date": datetime(2026, 1, 1)}]))


def test_threads_set_letters_at_the_same_time(desk, accounts):
    numbers: dict[int, str] = {}

    def make(at: int) -> None:
        numbers[at] = desk.make(accounts[at]).number

    threads = [threading.Thread(target=make, args=(at,)) for at in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert numbers == {at: desk.make(accounts[at]).number for at in range(4)}


def test_a_desk_pickles_as_its_settings_and_opens_once_a_process(desk):
    twin = pickle.loads(pickle.dumps(desk))
    assert twin.settings == desk.settings
    assert pickle.loads(pickle.dumps(desk)) is twin
    assert twin.settings.desk() is twin
    assert "password" not in repr(hanpress.DeskSettings("a", DAY, key_password="secret")).replace("key_password", "")
    assert "secret" not in repr(hanpress.DeskSettings("a", DAY, key_password="secret"))


def test_a_desk_may_be_all_in_memory(desk, accounts):
    files = {name: (EXAMPLES / name).read_bytes() for name in ("logo.svg", "seal.svg", "contract-seal.svg")}
    text = (EXAMPLES / "issuer.toml").read_text("utf-8")
    held = hanpress.Desk.from_text(text, issue_date=DAY, files=files)
    assert held.make(accounts[0]).sha256 == desk.make(accounts[0]).sha256
    assert pickle.loads(pickle.dumps(held)).make(accounts[0]).number == held.make(accounts[0]).number
    with pytest.raises(hanpress.Stopped) as caught:
        hanpress.Desk.from_text(text, issue_date=DAY)
    assert caught.value.code == "settings" and "logo.svg" in str(caught.value)


def test_a_desk_that_cannot_open_says_why():
    with pytest.raises(hanpress.Stopped) as caught:
        hanpress.Desk("nowhere/issuer.toml", issue_date=DAY)
    assert caught.value.code == "settings" and "nowhere" in str(caught.value)
    with pytest.raises(hanpress.Stopped):
        hanpress.Desk(EXAMPLES / "issuer.toml", issue_date=DAY, templates="no/such/folder")
    with pytest.raises(ValueError, match="no day"):
        hanpress.Desk(EXAMPLES / "issuer.toml", issue_date="23.11.2026")
    with pytest.raises(TypeError, match="datetime"):
        hanpress.Desk(EXAMPLES / "issuer.toml", issue_date=datetime(2026, 11, 23))


def signing(tmp_path: Path) -> hanpress.Desk:
    sign = tmp_path / "sign.toml"
    sign.write_text(f'key = "{KEYS / "bank-p256.p12"}"\ndeterministic = true\n', "utf-8")
    password = (KEYS / "password").read_text().strip()
    return hanpress.Desk(EXAMPLES / "issuer.toml", issue_date=DAY, sign=sign, key_password=password)


def test_letters_are_signed_verified_and_left_unsigned_where_asked(tmp_path, desk, accounts):
    signs = signing(tmp_path)
    agreement = next(one for one in accounts if one["kind"] == "repayment-agreement")
    letter = signs.make(agreement)
    assert letter.signed == "B-B"
    report = hanpress.verify(letter.pdf, trust=KEYS / "root.pem")
    assert report.is_good and len(report.signatures) == 1
    assert not hanpress.verify(letter.pdf).is_good
    assert not hanpress.verify(letter.pdf.replace(b"%PDF-1.7", b"%PDF-1.6"), trust=KEYS / "root.pem").is_good
    assert signs.make(agreement, sign=False).pdf == desk.make(agreement).pdf
    unsigned = hanpress.Desk(EXAMPLES / "issuer.toml", issue_date=DAY, sign=False)
    with pytest.raises(ValueError, match="open one that signs"):
        unsigned.make(agreement, sign=True)


def test_letters_are_saved_by_their_numbers(tmp_path, desk, accounts):
    letter = desk.make(accounts[0])
    assert letter.save(tmp_path).read_bytes() == letter.pdf
    assert [path.name for path in tmp_path.iterdir()] == [f"{letter.number}.pdf"]
    assert "pdf" not in repr(letter).replace(".pdf", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_after_the_desk_is_told(desk, accounts):
    desk.make(accounts[0])
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()

    def child() -> None:
        try:
            theirs.send(desk.make(accounts[0]).number)
        except RuntimeError as error:
            theirs.send(str(error))

    process = context.Process(target=child)
    process.start()
    assert ours.poll(30) and "forked off" in ours.recv()
    process.join()


def test_a_spawned_process_opens_a_desk_of_its_own(desk, accounts):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(made_there, (desk, accounts[0])) == desk.make(accounts[0]).number


def made_there(desk: hanpress.Desk, account: dict) -> str:
    return desk.make(account).number


def test_the_wheel_is_the_whole_command_line(tmp_path):
    assert command("amount", "107000.53").stdout.strip() == "人民币壹拾万柒仟元零伍角叁分"
    help = command("--lang", "zh", "--help")
    assert help.returncode == 0 and "check" in help.stdout
    assert command("make").returncode == 2
    refused = command("check", "-", "--issuer", EXAMPLES / "issuer.toml", "--issue-date", DAY, input='{"id":"A1"}\n')
    assert refused.returncode == 1
