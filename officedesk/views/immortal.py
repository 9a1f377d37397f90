"""Keeps Python 3.11 alive under a version of Qt's binding that gives away references it does not own."""

import sys


def keep_constants() -> None:
    """Make ``None``, ``True`` and ``False`` outlive any number of lost references; from Python 3.12 on they do.

    WORKAROUND(PySide6 6.12): an empty QVariant comes back as ``None``, and ``emit()`` returns ``True``, without a
    reference being taken. On Python 3.11 a few thousand of these calls end the process with "deallocating None".
    Measured with ``sys.getrefcount``; 6.11.3 does not do it.
    """
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    import ctypes

    many = 1 << (40 if sys.maxsize > 1 << 40 else 28)
    for constant in (None, True, False):
        count = ctypes.c_ssize_t.from_address(id(constant))
        if count.value < many:
            count.value += many
