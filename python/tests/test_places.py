"""Places: a file stands there whole, under its own name, and the first one stays."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import pickle
import shutil
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import hanpress
import pytest
from conftest import DAY, EXAMPLES, KEYS, ROOT, command
from hanpress import _hanpress, _rows
from hanpress.places import S3, Folder, Place, PlaceError, place

NAME = "documents/5T/HP-20261123-7KQ2M4XR5T.pdf"


def test_a_place_is_told_by_its_name(tmp_path):
    assert place(tmp_path) == Folder(str(tmp_path)) == place(f"file://{tmp_path}")
    assert place("s3a://bucket/a/b/") == S3("bucket", "a/b") and str(S3("bucket", "a")) == "s3://bucket/a"
    assert place(S3("bucket")) == S3("bucket")
    for one in (Folder("/a"), S3("bucket")):
        assert isinstance(one, Place) and pickle.loads(pickle.dumps(one)) == one
    with pytest.raises(ValueError, match="hdfs"):
        place("hdfs://name/folder")


def test_the_first_file_stays_and_the_second_is_told(tmp_path):
    folder = Folder(str(tmp_path))
    assert folder.put(NAME, b"one") and not folder.put(NAME, b"two")
    folder.settle()
    assert folder.read(NAME) == b"one" and folder.read("documents/no.pdf") is None
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600 and (tmp_path / "documents").stat().st_mode & 0o777 == 0o700
    folder.remove(NAME)
    folder.remove(NAME)
    assert folder.read(NAME) is None
    for name in ("../x", "a//b", "/a", "", "a/./b"):
        with pytest.raises(ValueError, match="no name"):
            folder.put(name, b"")


def put_many(root: str, mark: bytes, go) -> int:
    folder = Folder(root)
    go.wait()
    return sum(folder.put(f"documents/{at}.pdf", mark * 1000) for at in range(50))


def test_of_many_that_put_at_once_one_alone_succeeds(tmp_path):
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(4) as pool:
        go = manager.Event()
        told = [pool.apply_async(put_many, (str(tmp_path), mark, go)) for mark in (b"a", b"b", b"c", b"d")]
        go.set()
        assert sum(one.get(60) for one in told) == 50
    files = list(tmp_path.rglob("*.pdf"))
    assert len(files) == 50 and not list(tmp_path.rglob("*.hanpress-part"))
    assert all(len(set(path.read_bytes())) == 1 and path.stat().st_size == 1000 for path in files)


def test_a_writer_that_is_killed_leaves_nothing_under_a_final_name(tmp_path, monkeypatch):
    folder = Folder(str(tmp_path))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        folder.put(NAME, b"half")
    monkeypatch.undo()
    assert folder.read(NAME) is None and folder.put(NAME, b"whole")


def test_a_folder_that_cannot_be_written_is_told_with_its_remedy(tmp_path):
    (tmp_path / "documents").write_text("in the way")
    with pytest.raises(PlaceError, match="see that all machines may write there"):
        Folder(str(tmp_path)).put(NAME, b"")


class Store(BaseHTTPRequestHandler):
    """A store that fails as it is told to: `faults` holds what is done with the next requests."""

    held: dict[str, bytes] = {}
    faults: list[str] = []
    asked: list[str] = []

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            size = int(body.split(b"\r\n", 1)[0].split(b";")[0], 16)
            body = body.split(b"\r\n", 1)[1][:size]
        fault = Store.faults.pop(0) if Store.faults else ""
        Store.asked.append(f"PUT {fault}".strip())
        if fault == "503":
            return self.answer(503)
        if fault == "403":
            return self.answer(403)
        if self.headers.get("If-None-Match") == "*" and self.path in Store.held and fault != "ignorant":
            return self.answer(412)
        Store.held[self.path] = body
        if fault == "lost":
            self.close_connection = True
            return self.connection.close()
        self.answer(200)

    def do_GET(self) -> None:
        held = Store.held.get(self.path)
        self.answer(404 if held is None else 200, held or b"")

    def do_DELETE(self) -> None:
        Store.held.pop(self.path, None)
        self.answer(204)


@pytest.fixture
def faulty(monkeypatch):
    pytest.importorskip("boto3")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    Store.held, Store.faults, Store.asked = {}, [], []
    yield S3("letters", "2026-11-23", endpoint=f"http://127.0.0.1:{server.server_port}")
    server.shutdown()


def test_a_store_that_is_busy_is_asked_again(faulty):
    Store.faults = ["503", "503"]
    assert faulty.put(NAME, b"one") and faulty.read(NAME) == b"one"
    assert Store.asked == ["PUT 503", "PUT 503", "PUT"]


def test_a_put_whose_answer_was_lost_is_found_standing(faulty):
    Store.faults = ["lost"]
    # The second try is told that something stands there: its own bytes, as reading back shows.
    assert not faulty.put(NAME, b"one") and faulty.read(NAME) == b"one"


def test_a_store_that_forbids_is_told_at_once_and_without_keys(faulty):
    Store.faults = ["403"]
    with pytest.raises(PlaceError, match="what its keys permit") as caught:
        faulty.put(NAME, b"one")
    assert Store.asked == ["PUT 403"] and "testing" not in str(caught.value)


def test_a_store_that_does_not_answer_is_given_up(faulty, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)
    Store.faults = ["503"] * 9
    with pytest.raises(PlaceError, match="5 times"):
        faulty.put(NAME, b"one")


def test_a_store_that_replaces_in_silence_is_found_before_any_letter(faulty):
    faulty.check()
    assert Store.held == {}
    Store.faults = ["", "ignorant"]
    with pytest.raises(PlaceError, match="does not keep"):
        faulty.check()


def test_letters_on_a_real_s3_server_are_sealed_there(desk, accounts, tmp_path, monkeypatch):
    server = pytest.importorskip("moto.server").ThreadedMotoServer(port=0, verbose=False)
    boto3 = pytest.importorskip("boto3")
    pa = pytest.importorskip("pyarrow")
    from hanpress import _sealing

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server.start()
    try:
        endpoint = f"http://127.0.0.1:{server.get_host_and_port()[1]}"
        client = boto3.client("s3", endpoint_url=endpoint)
        client.create_bucket(Bucket="letters")
        store = S3("letters", "run", endpoint=endpoint)
        store.check()
        texts = [json.dumps(one, ensure_ascii=False) for one in accounts[:3]] + ["{"]
        batch = pa.record_batch({"account": texts, "seq": [1, 2, 3, 4]})
        twice = [
            [row for rows in _rows.rows(batch, desk.settings, store, "account", "seq") for row in rows.to_pylist()]
            for _ in range(2)
        ]
        assert twice[0] == twice[1]
        drawn = [tuple(row[name] for name in ("id", "number", "outcome", "line", "cards")) for row in twice[0]]
        sealed = _sealing.seal(lambda: drawn, set(), [], desk.settings, store, "accounts.jsonl")
        assert (sealed.made, sealed.refused) == (3, 1)
        for entry in client.list_objects_v2(Bucket="letters")["Contents"]:
            path = tmp_path / entry["Key"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(client.get_object(Bucket="letters", Key=entry["Key"])["Body"].read())
        assert command("audit", tmp_path / "run").returncode == 0
        with pytest.raises(PlaceError, match="holds a run already"):
            _sealing.seal(lambda: drawn, set(), [], desk.settings, store, "accounts.jsonl")
    finally:
        server.stop()


def test_a_letter_that_another_attempt_signed_otherwise_is_told_by_its_own_hash(tmp_path, accounts):
    # Two desks whose signatures differ, as those of tokens and time stamps do each time.
    password = (KEYS / "password").read_text().strip()
    text, parts = json.dumps(accounts[0], ensure_ascii=False), []
    for reason in ("出具文书", "再次出具"):
        sign = tmp_path / f"{reason}.toml"
        sign.write_text(f'key = "{KEYS / "bank-p256.p12"}"\nreason = "{reason}"\n', "utf-8")
        desk = hanpress.Desk(EXAMPLES / "issuer.toml", issue_date=DAY, sign=sign, key_password=password)
        parts.append(next(desk._native.parts(iter([text]), 1, [1])))
    (line, first, *_), (other, second, *_) = parts
    assert first != second
    folder = Folder(str(tmp_path / "letters"))
    assert folder.put(json.loads(line)["file"], first)
    told = json.loads(_rows._put(folder, json.loads(other)["file"], second, other, "en"))
    assert told == json.loads(line)
    with pytest.raises(hanpress.Stopped, match="another file stands at"):
        unsigned = desk.make(accounts[1], sign=False).pdf
        _hanpress.line_of(other, second, unsigned, "en")


class Breaking(Folder):
    """A folder whose disk is full after so many letters."""

    puts = itertools.count()

    def put(self, name: str, data: bytes) -> bool:
        if next(Breaking.puts) >= 2:
            raise PlaceError(f"{self}/{name}: No space left on device")
        return super().put(name, data)


def test_a_place_that_fails_in_the_middle_keeps_what_stands_and_is_gone_on_with(desk, accounts, tmp_path):
    pa = pytest.importorskip("pyarrow")
    texts = [json.dumps(one, ensure_ascii=False) for one in accounts[:6]]
    batch = pa.record_batch({"account": texts, "seq": list(range(1, 7))})

    def made(place: Folder) -> list[dict]:
        return [row for rows in _rows.rows(batch, desk.settings, place, "account", "seq") for row in rows.to_pylist()]

    with pytest.raises(PlaceError, match="No space left"):
        made(Breaking(str(tmp_path / "letters")))
    stand = {path: path.read_bytes() for path in (tmp_path / "letters").rglob("*.pdf")}
    assert len(stand) == 2 and not list(tmp_path.rglob("*.hanpress-part"))
    again, afresh = made(Folder(str(tmp_path / "letters"))), made(Folder(str(tmp_path / "other")))
    assert [row | {"place": ""} for row in again] == [row | {"place": ""} for row in afresh]
    assert all(path.read_bytes() == data for path, data in stand.items())
    assert len(list((tmp_path / "letters").rglob("*.pdf"))) == sum(row["outcome"] == "made" for row in again) > 2


def opened(settings) -> str:
    try:
        settings.desk()
    except hanpress.Stopped as stopped:
        return str(stopped)
    return "opened"


def test_a_machine_without_the_templates_or_the_issuer_file_says_so(tmp_path):
    templates, issuer = tmp_path / "templates", tmp_path / "bank"
    shutil.copytree(ROOT / "templates" / "overdue-notice", templates / "overdue-notice")
    shutil.copytree(EXAMPLES, issuer)
    settings = hanpress.Desk(issuer / "issuer.toml", issue_date=DAY, templates=templates).settings
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(opened, (settings,)) == "opened"
    shutil.rmtree(templates)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert str(templates) in pool.apply(opened, (settings,))
    (issuer / "issuer.toml").unlink()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert "issuer.toml" in pool.apply(opened, (settings,))


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="this system does not tell what is open")
def test_what_another_attempt_put_is_settled_too_and_a_disk_that_fails_is_asked_again(tmp_path, monkeypatch):
    names = [f"documents/{at:02}/{at}.pdf" for at in range(40)]
    first, second = Folder(str(tmp_path)), Folder(str(tmp_path))
    assert all(first.put(name, b"x") for name in names)
    # Its process is gone before it settled anything.
    assert not any(second.put(name, b"x") for name in names)
    real, settled = os.fsync, []

    def full(opened: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PlaceError, match="Input/output error"):
        second.settle()
    monkeypatch.setattr(os, "fsync", lambda opened: settled.append(os.readlink(f"/proc/self/fd/{opened}")) or real(opened))
    second.settle()
    assert sorted(settled) == sorted({str((tmp_path / name).parent) for name in names})
    second.settle()
    assert len(settled) == len(names)
