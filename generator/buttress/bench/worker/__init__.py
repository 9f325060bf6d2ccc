"""What runs inside a fresh process: ``python -m buttress.bench.worker``, a job on stdin, a result on stdout."""
