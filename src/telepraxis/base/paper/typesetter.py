"""Runs alone, as `python -I typesetter.py`: reads an order from stdin, writes a PDF to stdout, touches nothing else."""

import json
import resource
import sys
import tempfile

CPU_SECONDS = 10
MEMORY = 1024 * 1024 * 1024
FILES = 0  # bytes it may write into files: it writes to a pipe


def main() -> None:
    import typst

    order = json.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as empty:
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILES, FILES))
        pdf = typst.compile(
            order["template"].encode(),
            root=empty,
            sys_inputs={"data": order["data"]},
            pdf_standards=["ua-1"],
            package_path=empty,
            package_cache_path=empty,
        )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
