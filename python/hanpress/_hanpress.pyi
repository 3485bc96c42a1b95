from collections.abc import Iterator
from os import PathLike
from typing import Any

from ._types import Finding, Letter, Messages, Refused

class NativeDesk:
    @staticmethod
    def from_file(
        issuer: str,
        *,
        issue_date: str,
        templates: str | None,
        fonts: str | None,
        kind: str | None,
        standards: list[str],
        sign: bool | str,
        key_password: str | None,
        time_limit: float,
        lang: str,
    ) -> NativeDesk: ...
    @staticmethod
    def from_text(
        issuer: str,
        *,
        issue_date: str,
        files: dict[str, bytes],
        templates: dict[str, str],
        kind: str | None,
        standards: list[str],
        sign: bool,
        key_password: str | None,
        time_limit: float,
        lang: str,
    ) -> NativeDesk: ...
    def check(self, account: Any) -> list[Finding]: ...
    def make(self, account: Any) -> Letter: ...
    def messages(self, account: Any, channels: list[str] | None) -> Messages: ...
    def many(self, accounts: Any, workers: int) -> Iterator[Letter | Refused]: ...
    def parts(
        self, accounts: Any, workers: int, ordinals: list[int | None], salt: bytes | None = None
    ) -> Iterator[tuple[str, bytes | None, bytes | None, str | None]]: ...
    def count(self, accounts: Any) -> int: ...
    def prove(self) -> None: ...
    def seal(self, folder: PathLike[str], source: str) -> NativeSealing: ...
    @property
    def run(self) -> str: ...
    @property
    def warnings(self) -> list[str]: ...

class NativeSealing:
    def expect(self, marks: list[str]) -> None: ...
    def add(self, rows: list[tuple[str, bool, bool, str | None]]) -> list[int]: ...
    def finish(self) -> tuple[int, int, int]: ...

def amount(sum: str, currency: str) -> str: ...
def read_amount(words: str) -> tuple[str, str]: ...
def plan(
    total: str,
    currency: str,
    method: str,
    instalments: int | None,
    first_due: str,
    signed_on: str,
    cycle: str,
    annual_rate: str,
    down_payment: str,
    remainder: str,
    steps: list[tuple[int, str | None]],
) -> list[tuple[int, str, str, str, str, str]]: ...
def sample(count: int, seed: int, as_of: str, kinds: list[str] | None) -> Iterator[str]: ...
def verify(
    pdf: bytes,
    trust: list[bytes],
    signers: list[str],
    password: str | None,
    moment: int | None,
    lang: str,
) -> str: ...
def command_line(typed: list[str]) -> int: ...
def line_of(line: str, made: bytes, standing: bytes, lang: str) -> str: ...
