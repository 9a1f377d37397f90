"""Another desktop at the office: for each line on stdin it saves a customer and answers when that was committed.

The answer is ``name<TAB>CLOCK_MONOTONIC in nanoseconds``.
"""

import sys
from dataclasses import replace
from time import monotonic_ns

from officedesk.bootstrap import open_context
from officedesk.services.customers.editing import new_customer, save_customer


def main() -> None:
    """``argv[1]`` is the office."""
    context = open_context(sys.argv[1])
    print("ready", flush=True)
    for line in sys.stdin:
        name = line.strip()
        save_customer(context.desk, replace(new_customer(context.desk), name=name))
        print(f"{name}\t{monotonic_ns()}", flush=True)
    context.close()


if __name__ == "__main__":
    main()
