"""The other tools' side of a measurement, in the environment that holds them: append a file to a table, then judge its rows."""

import json
import sys
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore")
_TABLE = "sales.orders"


def appended(source, folder):
    """Append a Parquet file to a new Iceberg table as pyiceberg does it; return the table."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyiceberg.catalog.sql import SqlCatalog

    Path(folder).mkdir(parents=True)
    catalog = SqlCatalog("bare", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}")
    catalog.create_namespace("sales")
    file = pq.ParquetFile(source)
    table = catalog.create_table(_TABLE, file.schema_arrow)
    table.append(pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches()))
    return table


def files_of(table):
    return [task.file.file_path.removeprefix("file://") for task in table.scan().plan_files()]


def datacontract(job, source, folder):
    """Test the files that were written; return the seconds of the check, and how many rules it had an answer for."""
    from datacontract.data_contract import DataContract

    table = appended(source, folder)
    began = time.perf_counter()
    paths = files_of(table)
    pattern = paths[0] if len(paths) == 1 else str(Path(paths[0]).parent / "*.parquet")
    server = {"server": "rows", "type": "local", "path": pattern, "format": "parquet"}
    document = {**json.loads(Path(job["contract"]).read_text())["document"], "servers": [server]}
    run = DataContract(data_contract_str=json.dumps(document), inline_references=False, untrusted_contract=False).test()
    answered = [
        one for one in run.checks if one.result in {"passed", "failed"} and not one.type.startswith("field_is_p")
    ]
    assert any("Actual" in (one.reason or "") for one in answered), [one.reason for one in run.checks][:5]
    return time.perf_counter() - began, len(answered)


def expectations(job, source, folder):
    """Validate a frame of the table by the contract's suite."""
    import great_expectations as gx

    table = appended(source, folder)
    began = time.perf_counter()
    suite = json.loads(Path(job["contract"]).read_text())["suite"]
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    made = gx.ExpectationSuite(name="orders", expectations=suite["expectations"])
    batch = context.data_sources.add_pandas("p").add_dataframe_asset("o").add_batch_definition_whole_dataframe("b")
    frame = table.scan().to_arrow().to_pandas()
    result = batch.get_batch({"dataframe": frame}).validate(made, result_format="SUMMARY")
    assert not result.success
    return time.perf_counter() - began, len(suite["expectations"])


def main(side, job):
    act = {"datacontract": datacontract, "expectations": expectations}[side]
    act(job, job["few"], job["folder"] + "/warm")
    began = time.perf_counter()
    check, rules = act(job, job["source"], job["folder"] + "/table")
    took = time.perf_counter() - began
    sys.stdout.write("\n" + json.dumps({"seconds": took, "check": check, "rules": rules}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
