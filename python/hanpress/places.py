"""Places: where letters go that an engine makes on many machines.

A letter may be made more than once: a task is tried again, an engine starts a second copy of a slow one, an executor is
gone after the file was put and before the task was told of it. So a file is put whole, and only where there is none of
its name (``put``); whoever comes second is told so, and what stands there is read back.

A place of your own is any object that pickles and has ``put``, ``read``, ``remove``, ``settle`` and ``__str__``."""

from __future__ import annotations

import os
import re
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

__all__ = ["Folder", "Place", "PlaceError", "S3", "place"]

T = TypeVar("T")

SYNCS = 16
"""How many folders are written down at a time."""


class PlaceError(OSError):
    """A place failed. The engine may try its task again: what was put stays, and is found again."""


@runtime_checkable
class Place(Protocol):
    """Where files go, by names such as ``documents/5T/HP-20261123-7KQ2M4XR5T.pdf``."""

    def put(self, name: str, data: bytes) -> bool:
        """Puts a whole file. False, and nothing is changed, where one of this name stands there already."""
        ...

    def read(self, name: str) -> bytes | None:
        """The file of this name; ``None`` where there is none."""
        ...

    def remove(self, name: str) -> None:
        """Removes the file of this name, if it is there."""
        ...

    def settle(self) -> None:
        """Waits until everything that was put lasts, whatever happens to this machine."""
        ...


def place(where: str | PathLike[str] | Place) -> Place:
    """The place of that name: a folder that all machines see, by its path or as ``file:///…``, or ``s3://bucket/prefix``
    (``pip install "hanpress[s3]"``). A place is given back as it is."""
    if not isinstance(where, (str, PathLike)):
        return where
    text = os.fspath(where)
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", text)
    if scheme is None:
        return Folder(os.path.abspath(text))
    name = scheme[1].lower()
    if name == "file":
        return Folder(os.path.abspath(text[len("file://") :]))
    if name in ("s3", "s3a", "s3n"):
        bucket, _, prefix = text[scheme.end() :].partition("/")
        return S3(bucket, prefix.strip("/"))
    raise ValueError(
        f"no place is known for {name}://: give a folder that all machines see, s3://bucket/prefix, or an object with "
        "put, read, remove and settle"
    )


@dataclass(frozen=True)
class Folder:
    """A folder that every machine sees under the same path: a disk of one machine, NFS, a parallel file system.

    A file is written beside its place under a name of its own, and linked to its name, which fails where there is one.
    Nobody but its owner may read what is written."""

    root: str
    _begun: set[str] = field(default_factory=set, repr=False, compare=False, hash=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return Folder, (self.root,)

    def __str__(self) -> str:
        return self.root

    def put(self, name: str, data: bytes) -> bool:
        whole = self._path(name)
        # What a killed program leaves is known by this name: `hanpress audit` tells it, sealing clears it.
        begun = whole.with_name(f".{whole.name}.{uuid.uuid4().hex}.hanpress-part")
        try:
            _private_folders(whole.parent)
            if whole.exists():
                return self._stands(whole)
            try:
                with open(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.link(begun, whole)
            except FileExistsError:
                return self._stands(whole)
            finally:
                begun.unlink(missing_ok=True)
        except OSError as error:
            raise PlaceError(f"{whole}: {error.strerror or error}: see that all machines may write there") from error
        self._begun.add(str(whole.parent))
        return True

    def _stands(self, whole: Path) -> bool:
        # Whoever put it may be gone before it was settled.
        self._begun.add(str(whole.parent))
        return False

    def read(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise PlaceError(f"{self._path(name)}: {error.strerror or error}") from error

    def remove(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def settle(self) -> None:
        folders = set()
        while self._begun:
            folders.add(self._begun.pop())
        try:
            # Many at a time, which a file system writes down together.
            with ThreadPoolExecutor(SYNCS, "hanpress-settle") as syncs:
                list(syncs.map(_settled, folders))
        except BaseException:
            self._begun.update(folders)
            raise

    def _path(self, name: str) -> Path:
        _safe(name)
        return Path(self.root, *name.split("/"))


def _settled(folder: str) -> None:
    """Waits until the names in a folder last."""
    try:
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
    except OSError as error:
        raise PlaceError(f"{folder}: {error.strerror or error}") from error


def _private_folders(folder: Path) -> None:
    """Makes a folder, and those above it where there are none, for nobody else to look into."""
    if folder.is_dir():
        return
    _private_folders(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


@dataclass(frozen=True)
class S3:
    """A bucket, under a prefix, by ``boto3``; keys and addresses are those that boto3 finds.

    A file is put by one request with ``If-None-Match: *``, which a store answers by 412 where one stands there. Nothing
    half-written can appear. ``endpoint`` is for stores that are not Amazon's; they must know that header (MinIO since
    2024, Ceph since Squid, OBS and COS ask your provider): :meth:`check` tells."""

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    tries: int = 5

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    def put(self, name: str, data: bytes) -> bool:
        def ask() -> bool:
            try:
                self._client().put_object(Bucket=self.bucket, Key=self._key(name), Body=data, IfNoneMatch="*")
            except Exception as error:
                if _status(error) == 412:
                    return False
                raise
            return True

        return self._patiently(name, ask)

    def read(self, name: str) -> bytes | None:
        def ask() -> bytes | None:
            try:
                return self._client().get_object(Bucket=self.bucket, Key=self._key(name))["Body"].read()
            except Exception as error:
                if _status(error) == 404:
                    return None
                raise

        return self._patiently(name, ask)

    def remove(self, name: str) -> None:
        self._patiently(name, lambda: self._client().delete_object(Bucket=self.bucket, Key=self._key(name)))

    def settle(self) -> None:
        """Nothing is to be waited for: an answered put lasts."""

    def check(self) -> None:
        """Raises ``PlaceError`` where the store does not know how to put only what is absent: it would replace letters
        in silence. Leaves nothing behind."""
        name = f".hanpress-check-{uuid.uuid4().hex}"
        try:
            if not self.put(name, b"1") or self.put(name, b"2"):
                raise PlaceError(f"{self}: this store does not keep `If-None-Match: *`, so no letters are put there")
        finally:
            self.remove(name)

    def _key(self, name: str) -> str:
        _safe(name)
        return f"{self.prefix}/{name}" if self.prefix else name

    def _client(self) -> Any:
        key = (self.endpoint, os.getpid())
        if key not in _clients:
            try:
                import boto3
                from botocore.config import Config
            except ImportError as error:
                raise PlaceError('s3:// needs boto3: pip install "hanpress[s3]"') from error
            # Tries are counted here, where the answer to a lost one is known.
            config = Config(retries={"total_max_attempts": 1}, connect_timeout=10, read_timeout=60)
            _clients[key] = boto3.client("s3", endpoint_url=self.endpoint, config=config)
        return _clients[key]

    def _patiently(self, name: str, ask: Callable[[], T]) -> T:
        """Asks again where it is the store's fault, each time after a longer while, of random length, so that a
        thousand tasks do not come back at once. A put whose answer was lost took place all the same: the next try is
        told that the file stands there, and what stands is read back."""
        for attempt in range(1, self.tries + 1):
            try:
                return ask()
            except PlaceError:
                raise
            except Exception as error:
                status = _status(error)
                told = f"{self}/{name}: {type(error).__name__}" + (f", status {status}" if status else "")
                if status is not None and status < 500 and status not in (408, 409, 429):
                    raise PlaceError(f"{told}: see the bucket's name and what its keys permit") from None
                if attempt == self.tries:
                    raise PlaceError(f"{told}, {attempt} times: the store does not answer") from None
                time.sleep(min(8.0, 0.2 * 2**attempt) * (0.5 + int.from_bytes(os.urandom(2), "big") / 65536))
        raise AssertionError("unreachable")


_clients: dict[tuple[str | None, int], Any] = {}


def _status(error: BaseException) -> int | None:
    response = getattr(error, "response", None)
    if not isinstance(response, dict):
        return None
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return status if isinstance(status, int) else None


def _safe(name: str) -> None:
    if any(part in ("", ".", "..") for part in name.split("/")):
        raise ValueError(f"{name} is no name of a file below a place")


def put_all(place: Place, files: Iterable[tuple[str, bytes]]) -> None:
    """Puts files that must not stand there yet."""
    for name, data in files:
        if not place.put(name, data) and place.read(name) != data:
            raise PlaceError(f"{place}/{name} stands there already with other bytes: give the run a place of its own")
    place.settle()
