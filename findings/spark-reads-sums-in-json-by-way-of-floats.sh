#!/usr/bin/env bash
# Whether Spark's functions on JSON text give a sum back as it stands there.
#
# Seen with pyspark 4.3.0 on Python 3.11 and OpenJDK 17, 2026-12-01. Expected before the run: asked for a number as
# STRING, every way gives the text of the number, as reading the same lines from a file with the same schema does.
# Seen: the reader of files does; from_json, get_json_object and json_tuple give 8376.1 for 8376.10, 1.23456789E7 for
# 12345678.90, and for 12345678901234567.89 a rounded 1.2345678901234568E16, with no error anywhere. So the same schema
# reads other texts from a column than from a file.
#
# Why it matters: accounts often lie in Hive as one column of JSON text, and a string is what careful people ask for,
# so that no float comes near a sum. From ten million yuan on the text has an exponent, and beyond 2^53 the sum itself
# is another. Ask from_json for DECIMAL, or hand the whole text on to what reads numbers from their digits.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pyspark==4.3.0
cd "$work"

printf '%s\n' '{"id":"A1","total":8376.10}' '{"id":"A2","total":12345678.90}' '{"id":"A3","total":12345678901234567.89}' >accounts.jsonl

cat >read.py <<'PY'
from pyspark.sql import SparkSession, functions as f

session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
session.sparkContext.setLogLevel("OFF")
strings = "id string, total string"
column = session.read.text("accounts.jsonl")
ways = {
    "a file, as STRING": session.read.schema(strings).json("accounts.jsonl").select("total"),
    "from_json, as STRING": column.select(f.from_json("value", strings).total),
    "get_json_object": column.select(f.get_json_object("value", "$.total")),
    "json_tuple": column.select(f.json_tuple("value", "total")),
    "from_json, as DECIMAL(20,2)": column.select(f.from_json("value", "id string, total decimal(20,2)").total),
}
for way, rows in ways.items():
    print(f"{way}:", *(row[0] for row in rows.collect()))
PY
SPARK_LOCAL_IP=127.0.0.1 PYSPARK_PYTHON="$work/venv/bin/python" venv/bin/python read.py 2>/dev/null | tee seen

diff seen - <<'SEEN'
a file, as STRING: 8376.10 12345678.90 12345678901234567.89
from_json, as STRING: 8376.1 1.23456789E7 1.2345678901234568E16
get_json_object: 8376.1 1.23456789E7 1.2345678901234568E16
json_tuple: 8376.1 1.23456789E7 1.2345678901234568E16
from_json, as DECIMAL(20,2): 8376.10 12345678.90 12345678901234567.89
SEEN
