"""How long something took, as both engines work it out."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class seconds_between(FunctionElement[int]):  # noqa: N801 - it stands in queries like the functions of SQLAlchemy
    """Whole seconds from the first instant to the second; nothing where one of them is nothing."""

    type = Integer()
    inherit_cache = True
    name = "seconds_between"


@compiles(seconds_between)
def _on_a_server(element: seconds_between, compiler: SQLCompiler, **more: Any) -> str:
    first, last = (compiler.process(part, **more) for part in element.clauses)
    return f"CAST(round(extract(epoch FROM ({last} - {first}))) AS BIGINT)"


@compiles(seconds_between, "sqlite")
def _in_a_file(element: seconds_between, compiler: SQLCompiler, **more: Any) -> str:
    first, last = (compiler.process(part, **more) for part in element.clauses)
    return f"CAST(round((julianday({last}) - julianday({first})) * 86400) AS INTEGER)"
