"""The reader's views. Each reads the current release; none reads the database."""
