"""Cards that stand in two accounts of a run whose tasks do not know each other: found by marks that tell nobody the card."""

from __future__ import annotations

import hashlib
import json
import pickle
import warnings
from collections import Counter
from pathlib import Path

import hanpress
import pytest
from conftest import accounts_of_one_card, command, one_machine, same_run, warned_of_cards
from hanpress import _rows, _sealing
from hanpress.places import Folder

pa = pytest.importorskip("pyarrow")
SALT = _rows.Salt(b"a salt that nobody knows")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return accounts_of_one_card()


def task(texts: list[str], first: int, desk: hanpress.Desk, place: Folder, salt: _rows.Salt | None = SALT) -> list[dict]:
    """What one task of an engine makes of its accounts, the first of which stands there in the whole."""
    batch = pa.record_batch({"account": texts, "seq": list(range(first, first + len(texts)))})
    made = _rows.rows(batch, desk.settings, place, "account", "seq", salt)
    return [row for rows in made for row in rows.to_pylist()]


def seal(rows: list[dict], desk: hanpress.Desk, place: Folder) -> _sealing.Sealed:
    ids = Counter(row["id"] for row in rows)
    marks = Counter(word for row in rows if row["cards"] for word in row["cards"].split()[1:])
    drawn = [tuple(row[name] for name in ("id", "number", "outcome", "line", "cards")) for row in rows]
    repeated = {id for id, count in ids.items() if id is not None and count > 1}
    again = [mark for mark, count in marks.items() if count > 1]
    return _sealing.seal(lambda: drawn, repeated, again, desk.settings, place, "accounts.jsonl")


def test_a_card_that_comes_again_in_another_task_is_told_as_on_one_machine(texts, desk, tmp_path):
    alone = one_machine(texts, tmp_path)
    place = Folder(str(tmp_path / "letters"))
    rows = [row for at, text in enumerate(texts) for row in task([text], at + 1, desk, place)]
    sealed = seal(rows, desk, place)
    same_run(alone, Path(place.root))
    assert command("audit", place.root).returncode == 0
    ids = [json.loads(text)["id"] for text in texts]
    assert warned_of_cards(alone) == sorted([(ids[2], "ledgers[0].currency"), ("B1", "ledgers[0].currency"),
                                    ("B1", "ledgers[1].currency"), (ids[6], "ledgers[0].currency")])
    assert sealed.warnings >= 4


def test_a_second_letter_of_an_id_is_removed_with_its_card_untold(texts, desk, tmp_path):
    place = Folder(str(tmp_path / "letters"))
    rows = task(texts[:3], 1, desk, place) + task(texts[3:], 4, desk, place)
    made = sum(row["outcome"] == "made" for row in rows)
    sealed = seal(rows, desk, place)
    assert sealed.made == made - 1 == len(list(Path(place.root).rglob("*.pdf")))
    assert command("audit", place.root).returncode == 0


def test_marks_are_the_same_at_every_try_and_under_one_salt_alone(texts, desk, tmp_path):
    marks = [[row["cards"] for row in task(texts, 1, desk, Folder(str(tmp_path / name)), salt)]
             for name, salt in (("a", SALT), ("b", SALT), ("c", _rows.Salt.of(None)), ("d", _rows.Salt.of(None)))]
    assert marks[0] == marks[1]
    words = [{word for cell in column if cell for word in cell.split()} for column in marks[1:]]
    assert not words[0] & words[1] and not words[1] & words[2] and not words[0] & words[2]
    # What cannot be read has none; what a rule refuses has.
    assert [cell is None for cell in marks[0]] == [False] * 7 + [True, False]


def test_nothing_of_a_card_can_be_had_from_its_mark(texts, desk, tmp_path):
    rows = task(texts, 1, desk, Folder(str(tmp_path)))
    for text, row in zip(texts, rows, strict=True):
        account = json.loads(text)
        number = account["card"].get("number") or account["card"]["number_tail"]
        told = row["cards"] or ""
        assert number not in told and number[-4:] not in told.replace(":", " ").split()
        # Who knows the card, but not the salt, does not find it: no hash of it alone is its mark.
        for ledger in account["ledgers"]:
            for known in (number, number + ledger["currency"], f"{number}\0{ledger['currency']}"):
                for hashed in (hashlib.sha256, hashlib.sha1, hashlib.md5):
                    assert hashed(known.encode()).hexdigest()[:16] not in told
    shown = json.dumps(rows) + repr(SALT) + str(SALT)
    assert SALT.secret.decode() not in shown and SALT.secret.hex() not in shown
    assert pickle.loads(pickle.dumps(SALT)) == SALT


def test_rows_without_marks_are_sealed_and_rows_of_several_salts_are_warned_of(texts, desk, tmp_path):
    place = Folder(str(tmp_path / "letters"))
    rows = task(texts[:4], 1, desk, place, None)
    assert {row["cards"] for row in rows} == {None}
    assert seal(rows, desk, place).made == 4 and warned_of_cards(Path(place.root)) == []
    run = desk._native.run
    with pytest.warns(UserWarning, match="Give all calls one salt"):
        _sealing.of_one_run([run, run], ["1a2b", "3c4d", None], desk.settings)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _sealing.of_one_run([run], ["1a2b", None], desk.settings)


@pytest.mark.parametrize("cards", ["x", "1a2b CNY", "1a2b CNY:1", "1a2b ZZZ:0123456789abcdef", "1a2b CNY:0123456789abcdeg"])
def test_marks_that_were_changed_are_told(texts, desk, tmp_path, cards):
    place = Folder(str(tmp_path / "letters"))
    (row,) = task(texts[:1], 1, desk, place)
    if cards == "x":
        with pytest.raises(hanpress.Stopped, match="marks"):
            _sealing.seal(lambda: [], set(), [cards], desk.settings, place, "accounts.jsonl")
    else:
        with pytest.raises(hanpress.Stopped, match="marks"):
            seal([row | {"cards": cards}], desk, place)


def test_a_salt_is_secret_bytes():
    assert _rows.Salt.of(None) != _rows.Salt.of(None) and len(_rows.Salt.of(None).secret) == 32
    assert _rows.Salt.of(SALT) is SALT and _rows.Salt.of(b"0123456789abcdef").secret == b"0123456789abcdef"
    with pytest.raises(ValueError, match="16 bytes"):
        _rows.Salt.of(b"short")
    with pytest.raises(TypeError, match="bytes"):
        _rows.Salt.of("a text of some length")
