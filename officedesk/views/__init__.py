"""What the office sees: Qt, and nothing but Qt. Ids, rows and drafts come in and go out."""
