"""Second computers on one Linux machine: user-mode kernels with a page cache and a client of shares of their own."""
