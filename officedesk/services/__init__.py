"""What the office does: one function per use case, one package per business area.

Every function takes the :class:`~officedesk.services.desk.Desk` it is done at. Queries return frozen rows; drafts
go out and come back; no ORM object leaves this floor.
"""
