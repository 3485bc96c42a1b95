"""Write the Parquet files of DuckDB: flat with its own types, nested, and a folder of partitions."""

import shutil

import duckdb

from rows import DAYS, EXAMPLES, HERE, SUMS

db = duckdb.connect()


def cast(name):
    if name in SUMS:
        return f'CAST("{name}" AS DECIMAL(18, 2)) AS "{name}"'
    return f'CAST("{name}" AS DATE) AS "{name}"' if name in DAYS else f'"{name}"'


db.sql(f"CREATE TABLE plain AS SELECT * FROM read_csv('{EXAMPLES}/accounts.csv', all_varchar = true, nullstr = '')")
names = [column[0] for column in db.sql("SELECT * FROM plain").description]
db.sql(f"CREATE TABLE accounts AS SELECT {', '.join(map(cast, names))} FROM plain")
db.sql(f"COPY accounts TO '{HERE}/duckdb-flat.parquet' (FORMAT parquet)")
db.sql(f"COPY accounts TO '{HERE}/duckdb-flat-v2.parquet' (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd)")

db.sql(f"""
    CREATE TABLE nested AS SELECT id, kind, debtor, card, ledgers, due_date, as_of, pay_by
    FROM read_json('{HERE}/nested.jsonl', format = 'newline_delimited', columns = {{
        id: 'VARCHAR', kind: 'VARCHAR',
        debtor: 'STRUCT(name VARCHAR, salutation VARCHAR, id_type VARCHAR, id_number VARCHAR, mobile VARCHAR,
                        email VARCHAR, postcode VARCHAR, address VARCHAR)',
        card: 'STRUCT(number VARCHAR, product VARCHAR)',
        ledgers: 'STRUCT(currency VARCHAR, principal DECIMAL(18,2), interest DECIMAL(18,2), penalty DECIMAL(18,2),
                         fees DECIMAL(18,2), total DECIMAL(18,2), minimum_due DECIMAL(18,2), paid DECIMAL(18,2),
                         accruals STRUCT(base DECIMAL(18,2), "from" DATE, days INTEGER)[])[]',
        due_date: 'DATE', as_of: 'DATE', pay_by: 'DATE'}})
""")
db.sql(f"COPY nested TO '{HERE}/duckdb-nested.parquet' (FORMAT parquet)")

folder = HERE / "duckdb-partitions"
shutil.rmtree(folder, ignore_errors=True)
db.sql(f"""
    COPY (SELECT *, "截止日" AS dt, CASE WHEN "卡产品" LIKE '%金卡' THEN '金卡 A/B' END AS "分组" FROM accounts)
    TO '{folder}' (FORMAT parquet, PARTITION_BY (dt, "分组"), WRITE_PARTITION_COLUMNS false)
""")
