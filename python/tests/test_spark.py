"""Letters by Spark: what one machine makes, whatever the engine does meanwhile."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections import Counter
from decimal import Decimal
from pathlib import Path

import hanpress
import pytest
from conftest import EXAMPLES, accounts_of_one_card, command, engine_accounts, one_machine, same_run, warned_of_cards

pyspark = pytest.importorskip("pyspark")
from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql import functions as f  # noqa: E402

from slow_place import Halting, wait_for_halted  # noqa: E402

from hanpress import spark  # noqa: E402


def session(master: str, **more: str) -> SparkSession:
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    build = SparkSession.builder.master(master).appName("hanpress")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.memory": "768m",
        **more,
    }
    for name, value in settings.items():
        build = build.config(name, value)
    made = build.getOrCreate()
    made.sparkContext.setLogLevel("OFF")
    return made


@pytest.fixture(scope="module")
def here():
    made = session("local[2]", **{"spark.sql.execution.arrow.maxRecordsPerBatch": "7"})
    yield made
    made.stop()


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return engine_accounts(16)


def frame(made: SparkSession, texts: list[str], partitions: int = 3):
    numbered = [(at + 1, text) for at, text in enumerate(texts)]
    return made.createDataFrame(numbered, "seq bigint, account string").repartitionByRange(partitions, "seq")


def letters(made: SparkSession, texts: list[str], desk, place, **more):
    return spark.letters(frame(made, texts), desk, place, account="account", seq="seq", **more)


def files(place: Path) -> list[str]:
    return sorted(path.name for path in place.rglob("*.pdf"))


def test_spark_makes_what_one_machine_makes(here, texts, desk, tmp_path):
    alone = one_machine(texts, tmp_path)
    place, kept = tmp_path / "letters", str(tmp_path / "rows")
    letters(here, texts, desk, place).write.parquet(kept)
    rows = here.read.parquet(kept)
    told = {row.outcome: row["count"] for row in rows.groupBy("outcome").count().collect()}
    assert told["refused"] >= 2 and told["made"] + told["refused"] == len(texts)
    sealed = spark.seal(rows, desk, place, source="accounts.jsonl")
    assert (sealed.made, sealed.refused) == (told["made"], told["refused"])
    same_run(alone, place)
    assert command("audit", place).returncode == 0


def test_rows_that_nobody_wrote_are_sealed_without_a_second_making(here, texts, desk, tmp_path):
    place = tmp_path / "letters"
    rows = letters(here, texts[:6], desk, place)
    spark.seal(rows, desk, place)
    assert command("audit", place).returncode == 0
    with pytest.raises(hanpress.Stopped, match="holds a run already"):
        spark.seal(rows, desk, place)


def test_without_ordinals_the_order_is_that_of_the_ids(here, texts, desk, tmp_path):
    # Without what is no JSON: nobody knows its id.
    by_id = sorted([*texts[:11], *texts[12:]], key=lambda text: json.loads(text)["id"].encode())
    alone = one_machine(by_id, tmp_path)
    place = tmp_path / "letters"
    accounts = frame(here, by_id[::-1]).drop("seq")
    spark.seal(spark.letters(accounts, desk, place, account="account"), desk, place, source="accounts.jsonl")
    same_run(alone, place)


def test_an_id_that_comes_twice_is_refused_as_on_one_machine(here, texts, desk, tmp_path):
    again = json.loads(texts[0])
    again["card"]["number_tail"] = "x"
    other = json.loads(texts[1]) | {"id": json.loads(texts[0])["id"]}
    given = [texts[0], *texts[3:6], texts[0], json.dumps(other, ensure_ascii=False), json.dumps(again)]
    alone = one_machine(given, tmp_path)
    place = tmp_path / "letters"
    spark.seal(letters(here, given, desk, place), desk, place, source="accounts.jsonl")
    same_run(alone, place)
    assert command("audit", place).returncode == 0


def test_a_card_that_comes_again_in_another_task_is_told_as_on_one_machine(here, desk, tmp_path):
    given = accounts_of_one_card()
    alone = one_machine(given, tmp_path)
    assert len(warned_of_cards(alone)) == 4
    place = tmp_path / "letters"
    rows = letters(here, given, desk, place).persist()
    # Every account in a task of its own, and once more: the same marks.
    again = spark.letters(frame(here, given, 9), desk, place, account="account", seq="seq", salt=b"0123456789abcdef")
    marks = [[row.cards for row in again.orderBy("seq").collect()] for _ in range(2)]
    assert marks[0] == marks[1] and marks[0] != [row.cards for row in rows.orderBy("seq").collect()]
    spark.seal(rows, desk, place, source="accounts.jsonl")
    same_run(alone, place)
    rows.unpersist()


def test_rows_of_two_calls_are_sealed_and_their_salts_told_apart(here, desk, tmp_path):
    given = accounts_of_one_card()
    alone = one_machine(given, tmp_path)
    halves = [frame(here, given).where(f"seq {way} 2") for way in ("<=", ">")]

    def both(place, **more):
        one, other = (spark.letters(half, desk, place, account="account", seq="seq", **more) for half in halves)
        return one.union(other).persist()

    with pytest.warns(UserWarning, match="Give all calls one salt"):
        spark.seal(both(tmp_path / "apart"), desk, tmp_path / "apart", source="accounts.jsonl")
    assert len(warned_of_cards(tmp_path / "apart")) < 4
    place = tmp_path / "letters"
    spark.seal(both(place, salt=b"0123456789abcdef"), desk, place, source="accounts.jsonl")
    same_run(alone, place)
    bare = both(tmp_path / "bare").drop("cards")
    spark.seal(bare, desk, tmp_path / "bare", source="accounts.jsonl")
    assert warned_of_cards(tmp_path / "bare") == []


def test_a_run_of_which_all_is_refused_is_sealed(here, desk, tmp_path):
    place = tmp_path / "letters"
    sealed = spark.seal(letters(here, ["{", '{"id":"A1"}'], desk, place), desk, place)
    assert (sealed.made, sealed.refused) == (0, 2) and command("audit", place).returncode == 0


def test_ordering_the_rows_makes_letters_twice_and_leaves_one_of_each(here, texts, desk, tmp_path):
    place = tmp_path / "letters"
    rows = letters(here, texts[:8], desk, place).orderBy("id").collect()
    made = [row for row in rows if row.outcome == "made"]
    assert len(files(place)) == len(made) == len({row.number for row in made})
    for row in made:
        assert (place / row.file).stat().st_size == row.bytes


def test_a_batch_is_not_the_partition(here, texts, desk, tmp_path):
    # Batches of seven rows, as the session says, and partitions of ten.
    rows = letters(here, texts, desk, tmp_path / "letters").collect()
    assert sorted(row.seq for row in rows) == list(range(1, len(texts) + 1))


def test_a_limit_behind_the_letters_makes_more_than_it_shows(here, texts, desk, tmp_path):
    before, behind = tmp_path / "before", tmp_path / "behind"
    spark.letters(frame(here, texts).coalesce(1).limit(2), desk, before, account="account", seq="seq").collect()
    spark.letters(frame(here, texts).coalesce(1), desk, behind, account="account", seq="seq").limit(2).collect()
    assert len(files(before)) <= 2 < len(files(behind))


def test_a_second_copy_of_every_task_finds_the_letters_standing(here, texts, desk, tmp_path):
    place, told = tmp_path / "letters", []

    def copy() -> None:
        told.append({(row.number, row.sha256, row.line) for row in letters(here, texts[:12], desk, place).collect()})

    copies = [threading.Thread(target=copy) for _ in range(2)]
    [one.start() for one in copies]
    [one.join() for one in copies]
    assert len(told) == 2 and told[0] == told[1]
    assert not list(place.rglob("*.hanpress-part"))


def test_a_bad_row_comes_back_as_a_row(here, texts, desk, tmp_path):
    given = [texts[0], "{", None, "[1]", "null", '{"id":"A9"}', texts[3]]
    rows = letters(here, given, desk, tmp_path / "letters").orderBy("seq").collect()
    assert [row.outcome for row in rows] == ["made", *["refused"] * 5, "made"]
    for row in rows[1:6]:
        assert json.loads(row.findings)[0]["severity"] == "error" and row.number is None


def test_a_desk_goes_to_a_task_as_its_settings_and_opens_once_a_worker(here, desk):
    settings = desk.settings

    def opened(batches):
        import pyarrow as pa

        for batch in batches:
            told = [(os.getpid(), id(settings.desk())) for _ in range(batch.num_rows)]
            yield pa.RecordBatch.from_pylist([{"pid": pid, "desk": str(at)} for pid, at in told])

    rows = []
    for _ in range(2):
        rows += here.range(0, 40, 1, 8).mapInArrow(opened, "pid bigint, desk string").collect()
    by_worker = Counter((row.pid, row.desk) for row in rows)
    assert len(by_worker) == len({row.pid for row in rows}) <= 4


def test_rows_have_exactly_the_types_that_are_told(here, texts, desk, tmp_path):
    rows = letters(here, texts[:1], desk, tmp_path / "letters")
    kinds = {field.name: field.dataType.simpleString() for field in rows.schema}
    assert kinds["bytes"] == "bigint" and kinds["pages"] == "int" and kinds["line"] == "string"
    row = rows.collect()[0]
    assert json.loads(row.line)["sha256"] == row.sha256 and row.run == desk._native.run


NESTED = ("id", "kind", "debtor", "card", "ledgers", "due_date", "as_of", "pay_by")


def nested(made: SparkSession, accounts: list[dict]):
    notices = [one for one in accounts if one["kind"] == "overdue-notice"][:2]
    lines = [json.dumps({name: one.get(name) for name in NESTED}, ensure_ascii=False) for one in notices]
    schema = made.read.json(made.sparkContext.parallelize(lines, 1)).schema
    return notices, made.createDataFrame([(line,) for line in lines], "line string").select(
        f.from_json("line", schema).alias("a")
    ).select("a.*")


def test_nested_columns_are_an_account_whatever_their_types(here, accounts, desk, tmp_path):
    notices, given = nested(here, accounts)
    plain = spark.letters(given, desk, tmp_path / "plain").orderBy("id").collect()
    wanted = [desk.make({name: one.get(name) for name in NESTED if one.get(name) is not None}) for one in notices]
    assert {row.number for row in plain} == {letter.number for letter in wanted}
    ledger = given.schema["ledgers"].dataType.elementType
    names = [field.name for field in ledger]
    fields = ", ".join(
        f"'{name}', cast(l.{name} as decimal(18,4))" if name in ("principal", "interest", "penalty", "total", "fees")
        else f"'{name}', l.{name}" for name in names
    )
    typed = given.withColumn("ledgers", f.expr(f"transform(ledgers, l -> named_struct({fields}))"))
    typed = typed.withColumn("due_date", f.to_date("due_date"))
    made = spark.letters(typed, desk, tmp_path / "typed").orderBy("id").collect()
    assert [row.outcome for row in made] == ["made", "made"], made[0].findings
    assert [row.number for row in made] == [row.number for row in plain]


def test_rows_that_were_collected_are_accounts(here, accounts, desk, tmp_path):
    _, given = nested(here, accounts)
    made = spark.letters(given, desk, tmp_path / "letters").collect()
    collected = given.collect()
    assert {desk.make(row).number for row in collected} == {row.number for row in made}
    assert {letter.number for letter in desk.make_many(collected)} == {row.number for row in made}


def test_moments_fractions_of_cents_and_null_structs_refuse_their_row_alone(here, accounts, desk, tmp_path):
    _, given = nested(here, accounts)
    # Midnight is a day, as in a Parquet file; any other time is none.
    moment = given.withColumn("due_date", f.to_timestamp(f.concat("due_date", f.lit(" 08:30:00"))))
    for row in spark.letters(moment, desk, tmp_path / "moment").collect():
        assert row.outcome == "refused" and "due_date" in row.findings
    naive = given.withColumn("due_date", f.to_timestamp_ntz(f.concat("due_date", f.lit(" 08:30:00"))))
    for row in spark.letters(naive, desk, tmp_path / "naive").collect():
        assert row.outcome == "refused" and "due_date" in row.findings
    first = given.orderBy("id").first().id
    gone = given.withColumn("card", f.when(f.col("id") != first, f.col("card")))
    by_id = {row.id: row for row in spark.letters(gone, desk, tmp_path / "gone").collect()}
    assert by_id[first].outcome == "refused" and "card" in by_id[first].findings
    assert [row.outcome for id, row in by_id.items() if id != first] == ["made"]
    shaved = given.withColumn(
        "ledgers",
        f.transform("ledgers", lambda one: one.withField("total", one["total"].cast("decimal(18,4)") + Decimal("0.0001"))),
    )
    for row in spark.letters(shaved, desk, tmp_path / "shaved").collect():
        assert row.outcome == "refused" and "total" in row.findings


def test_columns_that_are_wrong_are_told_before_any_task(here, texts, accounts, desk, tmp_path):
    place = tmp_path / "letters"
    _, given = nested(here, accounts)
    with pytest.raises(hanpress.Stopped, match="heigth"):
        spark.letters(given.withColumn("heigth", f.lit(1)), desk, place)
    with pytest.raises(TypeError, match="BIGINT"):
        spark.letters(given.withColumn("n", f.lit(1.5)), desk, place, seq="n")
    with pytest.raises(TypeError, match="STRING"):
        spark.letters(frame(here, texts), desk, place, account="seq")
    with pytest.raises(ValueError, match="no column wrong"):
        spark.letters(frame(here, texts), desk, place, account="account", seq="wrong")
    with pytest.raises(TypeError, match="hanpress.Desk"):
        spark.letters(frame(here, texts), "issuer.toml", place)
    assert not place.exists()


def test_ordinals_with_gaps_and_rows_of_other_desks_are_not_sealed(here, texts, desk, tmp_path):
    place = tmp_path / "letters"
    rows = letters(here, texts[:4], desk, place).persist()
    with pytest.raises(hanpress.Stopped, match="account 3 comes where account 2"):
        spark.seal(rows.where("seq <> 2"), desk, place)
    other = hanpress.Desk(EXAMPLES / "issuer.toml", issue_date="2026-11-24")
    with pytest.raises(ValueError, match="seal with the settings"):
        spark.seal(rows, other, place)
    twice = rows.where("number is not null").withColumn("number", f.lit("HP-20261123-0000000000"))
    with pytest.raises(ValueError, match="HP-20261123-0000000000"):
        spark.seal(twice, desk, place)
    assert not (place / "manifest.jsonl").exists() or command("audit", place).returncode != 0
    # A seal that failed is begun anew.
    spark.seal(rows, desk, place)
    assert command("audit", place).returncode == 0
    rows.unpersist()


def test_a_place_that_fails_stops_the_task_and_loses_nothing(here, texts, desk, tmp_path):
    place = tmp_path / "letters"
    place.write_text("a file where a folder must be")
    with pytest.raises(Exception, match="PlaceError.*see that all machines may write there"):
        letters(here, texts[:4], desk, place).collect()
    place.unlink()
    assert letters(here, texts[:4], desk, place).where("outcome = 'made'").count() == len(files(place))


def test_another_file_in_a_letters_place_is_an_error_and_stays(here, texts, desk, tmp_path):
    place = tmp_path / "letters"
    letter = desk.make(texts[0])
    path = place / "documents" / letter.file
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF-1.7 of somebody")
    with pytest.raises(Exception, match="another file stands at"):
        letters(here, texts[:1], desk, place).collect()
    assert path.read_bytes() == b"%PDF-1.7 of somebody"


def test_sparks_order_of_ids_is_that_of_their_bytes(here):
    ids = ["9", "10", "A", "a", "é", "一", "张三", "Ａ", "𠮷"]
    rows = here.createDataFrame([(id,) for id in ids], "id string").orderBy("id").collect()
    assert [row.id for row in rows] == sorted(ids, key=str.encode)


def test_a_killed_executor_loses_and_doubles_nothing(texts, desk, tmp_path):
    active = SparkSession.getActiveSession()
    if active is not None:
        active.stop()
    made = session("local-cluster[2,1,1024]", **{"spark.executor.memory": "768m", "spark.speculation": "true"})
    try:
        made.sparkContext.addPyFile(str(Path(__file__).with_name("slow_place.py")))
        alone = one_machine(texts, tmp_path)
        place, kept, notes = tmp_path / "letters", str(tmp_path / "rows"), str(tmp_path / "executors")
        rows = spark.letters(frame(made, texts, 4), desk, Halting(str(place), notes), account="account", seq="seq")
        failed: list[BaseException] = []

        def write() -> None:
            try:
                rows.write.parquet(kept)
            except BaseException as error:
                failed.append(error)

        job = threading.Thread(target=write)
        job.start()
        # Python workers are forked by a daemon, which the executor started.
        executor = parent(wait_for_halted(notes, job.is_alive)[1])
        assert b"CoarseGrainedExecutorBackend" in Path("/proc", str(executor), "cmdline").read_bytes()
        os.kill(executor, signal.SIGKILL)
        job.join()
        assert not failed, failed
        spark.seal(made.read.parquet(kept), desk, place, source="accounts.jsonl")
        same_run(alone, place)
        assert command("audit", place).returncode == 0
        attempts = Counter(line for path in Path(notes).iterdir() for line in path.read_text().split())
        assert max(attempts.values()) > 1, "letters of the killed executor were made again"
    finally:
        made.stop()


def parent(process: int) -> int:
    return int(Path("/proc", str(process), "stat").read_text().rpartition(")")[2].split()[1])
