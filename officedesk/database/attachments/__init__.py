"""Contents of attachments: each stored once under its hash, beside an office file or in a server's database."""
