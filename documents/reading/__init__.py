"""Reading a file: from bytes to words, type, values, lines and checks. Pure: no database, no Django."""
