"""One page a file: it turns a view into text and keys into jobs, nothing else."""
