"""What the office is made of: tables, enums and pure rules.

A module of tables can be used alone: the customer list is on screen before the tables of papers and money are mapped.
``models.tables`` imports them all. In a module whoever refers to others stands below them, parts before wholes: while
one thread imports it, another may already ask for the tables that are mapped so far.
"""
