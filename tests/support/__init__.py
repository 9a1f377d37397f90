"""What the tests stand on: a real PostgreSQL server, the founded office that each test gets a copy of, a clock."""
