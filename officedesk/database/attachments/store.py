"""The store of contents of an open office."""

from officedesk.database.attachments.folder_store import FolderStore
from officedesk.database.attachments.server_store import ServerStore
from officedesk.database.attachments.taken import ContentStore
from officedesk.database.unit import Database


def store_for(database: Database) -> ContentStore:
    """Where the contents of this office lie: beside its file, or in the server's database."""
    place = database.place
    if place.path is None:
        return ServerStore(database)
    return FolderStore(place.path, place.key)


def ready_to_write(database: Database) -> None:
    """Raise, before a content is copied, what a save would raise: the office may only be read, or is doubted."""
    if database.guard is not None:
        database.guard.before_write()
