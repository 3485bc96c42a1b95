"""Letters by Ray Data: what one machine makes, whatever the engine does meanwhile."""

from __future__ import annotations

import json
import logging
import os
import signal
import threading
from collections import Counter
from pathlib import Path

import hanpress
import pytest
from conftest import EXAMPLES, accounts_of_one_card, command, engine_accounts, one_machine, same_run, warned_of_cards

pa = pytest.importorskip("pyarrow")
ray = pytest.importorskip("ray")
from slow_place import Halting, Slow, wait_for_halted  # noqa: E402

from hanpress import _rows  # noqa: E402
from hanpress import ray as by_ray  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def cluster():
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    # Ray kills its workers where the machine's memory is short, whoever holds it: nothing that is tested here.
    os.environ["RAY_memory_monitor_refresh_ms"] = "0"
    ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False, object_store_memory=200 << 20)
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    yield
    ray.shutdown()


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return engine_accounts(16)


def dataset(texts: list[str | None], blocks: int = 3):
    numbers = list(range(1, len(texts) + 1))
    table = pa.table({"seq": pa.array(numbers, pa.int64()), "account": pa.array(texts, pa.string())})
    return ray.data.from_arrow(table).repartition(blocks)


def letters(texts: list[str | None], desk, place, **more):
    given = {"concurrency": 2, "batch_size": 4, "account": "account", "seq": "seq", **more}
    return by_ray.letters(dataset(texts), desk, place, **given)


def drawn(rows) -> list[dict]:
    return sorted(rows.take_all(), key=lambda row: row["seq"])


def files(place: Path) -> list[str]:
    return sorted(path.name for path in place.rglob("*.pdf"))


def test_ray_makes_what_one_machine_makes(texts, desk, tmp_path):
    alone = one_machine(texts, tmp_path)
    place = tmp_path / "letters"
    rows = letters(texts, desk, place)
    sealed = by_ray.seal(rows, desk, place, source="accounts.jsonl")
    assert sealed.refused >= 2 and sealed.made + sealed.refused == len(texts)
    same_run(alone, place)
    assert command("audit", place).returncode == 0


def test_without_ordinals_the_order_is_that_of_the_ids_and_twice_is_refused(texts, desk, tmp_path):
    by_id = sorted([*texts[:5], texts[2]], key=lambda text: json.loads(text)["id"].encode())
    alone = one_machine(by_id, tmp_path)
    place = tmp_path / "letters"
    rows = by_ray.letters(
        dataset([*texts[:5], texts[2]]).drop_columns(["seq"]), desk, place, concurrency=2, account="account"
    )
    by_ray.seal(rows, desk, place, source="accounts.jsonl")
    same_run(alone, place)


def test_a_card_that_comes_again_in_another_actor_is_told_as_on_one_machine(desk, tmp_path):
    given = accounts_of_one_card()
    alone = one_machine(given, tmp_path)
    assert len(warned_of_cards(alone)) == 4
    place = tmp_path / "letters"
    by_ray.seal(letters(given, desk, place, batch_size=1), desk, place, source="accounts.jsonl")
    same_run(alone, place)
    bare = tmp_path / "bare"
    by_ray.seal(letters(given, desk, bare).drop_columns(["cards"]), desk, bare, source="accounts.jsonl")
    assert warned_of_cards(bare) == []


def test_a_run_of_which_all_is_refused_is_sealed(desk, tmp_path):
    place = tmp_path / "letters"
    sealed = by_ray.seal(letters(["{", '{"id":"A1"}', "7"], desk, place), desk, place)
    assert (sealed.made, sealed.refused) == (0, 3) and command("audit", place).returncode == 0
    nobody = tmp_path / "nobody"
    sealed = by_ray.seal(letters(["{", "7"], desk, nobody), desk, nobody)
    assert (sealed.made, sealed.refused) == (0, 2)


def test_looking_at_the_rows_makes_no_letter_again(texts, desk, tmp_path):
    notes = tmp_path / "actors"
    rows = letters(texts[:6], desk, Slow(str(tmp_path / "letters"), str(notes)))
    before = puts(notes)
    assert rows.count() == 6 and rows.schema() is not None and rows.take(1)
    assert puts(notes) == before and max(before.values()) == 1


def test_a_bad_row_comes_back_as_a_row(texts, desk, tmp_path):
    rows = drawn(letters([texts[0], "{", None, texts[3]], desk, tmp_path / "letters"))
    assert [row["outcome"] for row in rows] == ["made", "refused", "refused", "made"]
    assert json.loads(rows[1]["findings"])[0]["severity"] == "error"


def test_rows_have_exactly_the_types_that_are_told(texts, desk, tmp_path):
    rows = letters(texts[:3], desk, tmp_path / "letters")
    # The blocks themselves: what Ray says of all together is that of the first it looks at.
    blocks = [block for block in ray.get(rows.to_arrow_refs()) if block.num_rows]
    assert sum(block.num_rows for block in blocks) == 3
    for block in blocks:
        assert block.schema.remove_metadata().equals(_rows.schema()), block.schema
    schema = rows.schema().base_schema
    assert schema.field("bytes").type == pa.int64() and schema.field("pages").type == pa.int32(), schema


def test_a_long_number_beside_a_null_stays_exact(accounts, desk, tmp_path):
    # By way of NumPy a BIGINT with one null becomes a float, and 9007199254740993 another number.
    table = pa.table({
        "id": ["A1", "A2"],
        "extra": pa.array([{"ref": 9007199254740993}, {"ref": None}], pa.struct([("ref", pa.int64())])),
    })
    rows = by_ray.letters(ray.data.from_arrow(table), desk, tmp_path / "letters", concurrency=1)
    refused = sorted(rows.take_all(), key=lambda row: row["id"])
    one = next(iter(desk.make_many(table.slice(0, 1))))
    assert isinstance(one, hanpress.Refused)
    exact = json.loads(refused[0]["line"])["account_sha256"]
    text = '{"id":"A1","extra":{"ref":9007199254740993}}'
    other = '{"id":"A1","extra":{"ref":9007199254740992}}'
    told = [json.loads(row["line"])["account_sha256"]
            for row in drawn(letters([text, other], desk, tmp_path / "texts"))]
    assert exact == told[0] != told[1]


def test_another_batch_format_is_told(desk, tmp_path):
    maker = by_ray.Letters(desk.settings, hanpress.places.Folder(str(tmp_path)))
    with pytest.raises(TypeError, match="pyarrow"):
        maker({"id": ["A1"]})


def test_columns_that_are_wrong_are_told_before_any_actor(texts, desk, tmp_path):
    with pytest.raises(ValueError, match="no column wrong"):
        letters(texts[:2], desk, tmp_path / "letters", account="wrong")
    with pytest.raises(TypeError, match="BIGINT"):
        letters(texts[:2], desk, tmp_path / "letters", seq="account")
    with pytest.raises(hanpress.Stopped, match="heigth"):
        table = pa.table({"id": ["A1"], "heigth": [1]})
        by_ray.letters(ray.data.from_arrow(table), desk, tmp_path / "letters", concurrency=1)
    assert not (tmp_path / "letters").exists()


def test_rows_of_other_desks_are_not_sealed(texts, desk, tmp_path):
    rows = letters(texts[:2], desk, tmp_path / "letters")
    other = hanpress.Desk(EXAMPLES / "issuer.toml", issue_date="2026-11-24")
    with pytest.raises(ValueError, match="seal with the settings"):
        by_ray.seal(rows, other, tmp_path / "letters")


def test_a_killed_actor_loses_and_doubles_nothing(texts, desk, tmp_path):
    alone = one_machine(texts, tmp_path)
    place, notes = tmp_path / "letters", tmp_path / "actors"
    made: list = []
    halting = Halting(str(place), str(notes))
    job = threading.Thread(target=lambda: made.append(letters(texts, desk, halting)))
    job.start()
    os.kill(wait_for_halted(str(notes), job.is_alive)[0], signal.SIGKILL)
    job.join()
    assert len(made) == 1
    by_ray.seal(made[0], desk, place, source="accounts.jsonl")
    same_run(alone, place)
    assert command("audit", place).returncode == 0
    assert max(puts(notes).values()) > 1, "the batch of the killed actor was made again"


def puts(notes: Path) -> Counter:
    return Counter(line for path in notes.iterdir() for line in path.read_text().split())
