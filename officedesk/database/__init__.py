"""Where the office is kept: engine, transactions, migrations, change records, search index."""
