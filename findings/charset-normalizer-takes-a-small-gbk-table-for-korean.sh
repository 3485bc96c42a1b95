#!/usr/bin/env bash
# Whether detectors of encodings know a small Chinese table for Chinese.
#
# Seen with charset-normalizer 3.5.3 and chardet 7.7.0 on Python 3.11, 2026-11-29. Expected before the run: both
# say GB18030 (or GBK) of a heading row and two rows, since every byte pair in them is a common Chinese character.
# Seen: charset-normalizer says cp949, which is Korean, and decodes without a fault; of the same table with 28 rows it
# says gb18030. chardet says GB18030 with a confidence of 0.1.
#
# Why it matters: a clerk's list of two or three accounts is an everyday file. A reader that asks such a detector
# prints Hangul in place of names, with no error anywhere. The set of encodings in which a bank in mainland China
# writes is small: trying UTF-8 and then GB18030, each strictly, is sure where guessing by frequency is not.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check charset-normalizer==3.5.3 chardet==7.7.0

"$work/venv/bin/python" - <<'PY' | tee "$work/seen"
import charset_normalizer, chardet

table = "客户编号,客户姓名,本金\nA1,夏侯珺,5120.45\nA2,张棋,12480.00\n"
for rows, text in [("2 rows", table), ("28 rows", table * 14)]:
    data = text.encode("gb18030")
    best = charset_normalizer.from_bytes(data).best()
    right = str(best) == text
    print(f"{rows}: charset-normalizer {best.encoding}, text right: {right}; chardet {chardet.detect(data)['encoding']}")
PY

diff "$work/seen" - <<'SEEN'
2 rows: charset-normalizer cp949, text right: False; chardet GB18030
28 rows: charset-normalizer gb18030, text right: True; chardet GB18030
SEEN
