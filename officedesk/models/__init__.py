"""What the office is made of: tables, enums and pure rules.

A module of tables can be used alone: the customer list is on screen before the tables of papers and money are mapped.
``models.tables`` imports them all.
"""
