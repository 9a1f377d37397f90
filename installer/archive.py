"""Runs first in both programs: their modules lie in one archive beside them, not in each of them once more."""

import os
import sys

import pyimod01_archive
import pyimod02_importers as importers

# Only the few modules that Python itself starts with can be had until this is done.
_beside = os.path.join(sys._MEIPASS, "officedesk.pyz")  # noqa: PTH118
importers.pyz_archive = pyimod01_archive.ZlibArchiveReader(_beside, check_pymagic=True)
importers._pyz_tree = None
# Those who look for modules were made with the program's own archive, which is empty.
sys.path_importer_cache.clear()
