"""What the office sees: Qt, and nothing but Qt. Ids, rows and drafts come in and go out."""

from officedesk.views.immortal import keep_constants

# Before the first call into Qt, whoever makes it: the program or a test.
keep_constants()
