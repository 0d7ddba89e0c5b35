"""Parts of the benchmark of handovers."""
