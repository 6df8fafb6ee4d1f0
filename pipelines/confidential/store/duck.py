"""A database that lives in memory only: it reads no file, writes none, and asks no network."""

import duckdb


def connect() -> duckdb.DuckDBPyConnection:
    """An empty DuckDB. Frames go in by `register`; what does not fit into memory fails and is not spilled to disk.

    Close it when done, or use it as `with connect() as database:`.
    """
    database = duckdb.connect(
        ":memory:",
        config={
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",  # a table name in a query is never a variable of ours
        },
    )
    # These come last: the first forbids to set temp_directory, the second forbids to set anything.
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    return database
