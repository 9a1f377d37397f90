"""Tables are mapped when they are first needed, by whichever thread needs them."""

from __future__ import annotations

import subprocess
import sys

# After each class, as a query of another thread may do it in the middle of an import.
SCRIPT = """
from sqlalchemy.orm import configure_mappers
from officedesk.models.base import Base

map_class = Base.__init_subclass__.__func__

def map_and_configure(kind, **options):
    map_class(kind, **options)
    configure_mappers()

Base.__init_subclass__ = classmethod(map_and_configure)
import officedesk.models.tables
print(len(Base.registry.mappers))
"""


def test_every_table_can_be_used_before_the_next_one_is_mapped() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20
