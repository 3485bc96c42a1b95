"""Short messages and e-mails: what the command line makes by `--channel`, in memory."""

from __future__ import annotations

import email
import email.policy
import json
import pickle
from datetime import datetime, timedelta, timezone

import hanpress
import pytest
from conftest import DAY, EXAMPLES, command

BEIJING = timezone(timedelta(hours=8))


def reached(accounts: list[dict]) -> dict:
    account = json.loads(json.dumps(accounts[0]))
    account["debtor"] |= {"mobile": "15400005678", "email": "o@example.com"}
    return account


def test_messages_are_those_of_the_command_line(desk, accounts, tmp_path):
    account = reached(accounts)
    (tmp_path / "one.jsonl").write_text(json.dumps(account, ensure_ascii=False) + "\n", "utf-8")
    ran = command("make", "one.jsonl", "--issuer", EXAMPLES / "issuer.toml", "--issue-date", DAY,
                  "--channel", "sms,email", "--out", "out", "--quiet", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    made = desk.messages(account, channels=["sms", "email"])
    sms, mail = made.messages
    assert (tmp_path / "out" / "messages.jsonl").read_bytes() == sms.data
    (file,) = (tmp_path / "out" / "emails").rglob("*.eml")
    assert file.read_bytes() == mail.data
    assert (sms.channel, mail.channel, made.kind) == ("sms", "email", "overdue-notice")
    assert json.loads(sms.data) == {"number": made.number, "mobile": sms.to, "text": sms.text, "parts": sms.parts,
                                    "not_before": None}
    parsed = email.message_from_bytes(mail.data, policy=email.policy.default)
    (attached,) = parsed.iter_attachments()
    assert attached.get_content() == desk.make(account).pdf
    assert made.number == desk.make(account).number


def test_what_they_show_is_no_ones_business(desk, accounts):
    made = desk.messages(reached(accounts), channels="sms")
    assert [message.channel for message in made.messages] == ["sms"]
    for shown in (repr(made), repr(made.messages[0])):
        assert "15400005678" not in shown and made.messages[0].text not in shown
    assert pickle.loads(pickle.dumps(made)) == made


def test_a_message_waits_for_the_hour(desk, accounts):
    west = reached(accounts)
    west["debtor"] |= {"postcode": "830002", "address": "新疆维吾尔自治区乌鲁木齐市天山区示例路1号"}
    message = desk.messages(west, channels=["sms"]).messages[0]
    assert message.not_before == datetime(2026, 11, 23, 10, tzinfo=BEIJING)


def test_channels_are_named(desk, accounts):
    account = reached(accounts)
    with pytest.raises(ValueError, match="say which"):
        desk.messages(account)
    with pytest.raises(ValueError, match="fax"):
        desk.messages(account, channels=["fax"])
    with pytest.raises(hanpress.Stopped, match="no messages"):
        desk.messages(account, channels=["letter"])


def test_what_refuses_the_letter_refuses_them_and_a_missing_number_does(desk, accounts):
    account = reached(accounts)
    wrong = {**account, "due_date": "2026-02-30"}
    with pytest.raises(hanpress.Refused) as caught:
        desk.messages(wrong, channels=["sms"])
    assert "due_date" in {finding.path for finding in caught.value.findings}
    account["debtor"]["mobile"] = None
    with pytest.raises(hanpress.Refused) as caught:
        desk.messages(account, channels=["sms"])
    assert [finding.code for finding in caught.value.findings if finding.severity == "error"] == ["M02"]
    assert caught.value.id == account["id"]


def test_of_the_course_what_is_due_is_made(accounts):
    course = hanpress.Desk(EXAMPLES / "issuer.toml", issue_date="2026-10-31", kind="course")
    early = reached(accounts)
    early |= {"as_of": "2026-10-30", "notices": [], "pay_by": None}
    ledger = early["ledgers"][0]
    ledger |= {"accruals": [{"base": "8376.25", "from": "2026-10-22", "days": 9}], "interest": "37.69",
               "total": "8455.82"}
    made = course.messages(early)
    assert [message.channel for message in made.messages] == ["sms"]
    with pytest.raises(hanpress.Refused) as caught:
        course.make(early)
    assert [finding.code for finding in caught.value.findings] == ["C02"]
    with pytest.raises(hanpress.Refused) as caught:
        course.messages(early, channels=["email"])
    assert "C02" in [finding.code for finding in caught.value.findings]
