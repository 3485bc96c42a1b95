"""Write the folders of Spark: of today, of old Hive (legacy format), and with times as INT96."""

import os
import shutil
import time

os.environ["TZ"] = "Asia/Shanghai"
time.tzset()

from pyspark.sql import SparkSession, functions as F, types as T
from rows import DAYS, EXAMPLES, HERE, SUMS

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "Asia/Shanghai")
    .config("spark.driver.extraJavaOptions", "-Duser.timezone=Asia/Shanghai")
    .getOrCreate()
)

SUM = "DECIMAL(18,2)"
LEDGER = ", ".join(
    ["currency: STRING"]
    + [f"{name}: {SUM}" for name in ["principal", "interest", "penalty", "fees", "total", "minimum_due", "paid"]]
    + [f"accruals: ARRAY<STRUCT<base: {SUM}, `from`: DATE, days: INT>>"]
)
DEBTOR = ", ".join(f"{name}: STRING" for name in [
    "name", "salutation", "id_type", "id_number", "mobile", "email", "postcode", "address"])
SCHEMA = (
    f"id STRING, kind STRING, debtor STRUCT<{DEBTOR}>, card STRUCT<number: STRING, product: STRING>, "
    f"ledgers ARRAY<STRUCT<{LEDGER}>>, due_date DATE, as_of DATE, pay_by DATE"
)


def flat(day):
    rows = spark.read.csv(str(EXAMPLES / "accounts.csv"), header=True, encoding="UTF-8")
    for name in SUMS:
        rows = rows.withColumn(name, F.col(name).cast("decimal(18,2)"))
    for name in DAYS:
        rows = rows.withColumn(name, F.to_date(name).cast(day))
    return rows.coalesce(1)


def nested():
    return spark.read.schema(SCHEMA).json(str(HERE / "nested.jsonl")).coalesce(1)


def without_null_items(kind):
    if isinstance(kind, T.ArrayType):
        return T.ArrayType(without_null_items(kind.elementType), containsNull=False)
    if isinstance(kind, T.StructType):
        return T.StructType([T.StructField(each.name, without_null_items(each.dataType)) for each in kind])
    return kind


def write(rows, name, legacy=False, times="TIMESTAMP_MICROS", **options):
    spark.conf.set("spark.sql.parquet.writeLegacyFormat", legacy)
    spark.conf.set("spark.sql.parquet.outputTimestampType", times)
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    rows.write.parquet(str(folder), **options)
    # The names hold a random mark, so that they would differ each time.
    for number, part in enumerate(sorted(folder.rglob("part-*.parquet"))):
        part.rename(part.parent / f"part-{number:05}.snappy.parquet")
    for check in folder.rglob(".*.crc"):
        check.unlink()


write(flat("date"), "spark-flat")
write(flat("date"), "spark-legacy", legacy=True)
write(flat("timestamp"), "spark-times")
write(flat("timestamp"), "spark-int96", legacy=True, times="INT96")
write(flat("timestamp_ntz"), "spark-local-times")
write(nested(), "spark-nested")
write(nested(), "spark-nested-legacy", legacy=True)
# Lists whose items are never null are two levels deep in the legacy format.
strict = spark.createDataFrame(nested().collect(), without_null_items(nested().schema))
write(strict.coalesce(1), "spark-nested-two-levels", legacy=True)
write(flat("date").withColumn("dt", F.col("截止日")), "spark-partitions", partitionBy=["dt"])
spark.stop()
