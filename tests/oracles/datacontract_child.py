"""What runs inside the sealed process: datacontract-cli tests contracts against Parquet files, one after the other."""

import json
from types import SimpleNamespace

from sidecar.backends.tools.bridge import answer

__all__ = ["main"]


def main():
    answer(_test)


def _test(job):
    from datacontract.data_contract import DataContract

    told = []
    for case in job["cases"]:
        server = {"server": "rows", "type": "local", "path": case["path"], "format": "parquet"}
        text = json.dumps({**case["document"], "servers": [server]})
        contract = DataContract(
            data_contract_str=text, inline_references=False, untrusted_contract=case.get("untrusted", False)
        )
        run = contract.test()
        told.append({"result": run.result, "checks": [_check(check) for check in run.checks]})
    return {}, json.dumps(told, default=str).encode()


def _check(check):
    one = SimpleNamespace(**check.model_dump(mode="json"))
    return {name: getattr(one, name, None) for name in ("type", "field", "name", "result", "reason", "diagnostics")}
