#!/usr/bin/env python3
"""Time of `elfgate ldd --all` on a root directory, beside the real dynamic linker and libtree on the same ELF files.

    bench/ldd_bench.py ELFGATE ROOT [ROUNDS]

Needs root's rights (the others run in a changed root), a root of this machine's architecture, and libtree, where it is to be
compared. elfgate has to find the ELF files itself; the others are given their names, libtree all of them with one call.
Each is run once to fill the page cache and then ROUNDS times in turn; the fastest round of each counts, wall and processor time.
"""
import os
import shutil
import subprocess
import sys
import time

LOADER = "/lib64/ld-linux-x86-64.so.2" if os.uname().machine == "x86_64" else "/lib/ld-linux-aarch64.so.1"
NOWHERE = os.open(os.devnull, os.O_RDWR)


def measured(body):
    """Wall and processor seconds of BODY and the processes it waits for."""
    before, begin = os.times(), time.monotonic()
    body()
    after = os.times()
    return time.monotonic() - begin, sum(after[2:4]) - sum(before[2:4])


def in_root(root, body):
    """Runs BODY in a child whose root is ROOT."""
    child = os.fork()
    if child == 0:
        try:
            os.chroot(root)
            os.chdir("/")
            for stream in (0, 1, 2):
                os.dup2(NOWHERE, stream)
            body()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def ask_loader(files):
    environment = {"LD_TRACE_LOADED_OBJECTS": "1"}
    for name in files:
        os.waitpid(os.posix_spawn(LOADER, [LOADER, name], environment), 0)


def main():
    if len(sys.argv) < 3 or os.geteuid() != 0:
        sys.exit(__doc__)
    elfgate, root = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    ask_elfgate = [elfgate, "ldd", "--root", root, "--all", "--no-progress"]
    listing = subprocess.run(ask_elfgate + ["--list"], stdout=subprocess.PIPE, check=False).stdout.decode()
    files = [line[:-1] for line in listing.splitlines() if line.startswith("/") and line.endswith(":")]
    contestants = {"elfgate": lambda: subprocess.run(ask_elfgate, stdout=NOWHERE, stderr=NOWHERE, check=False)}
    libtree = shutil.which("libtree")
    if libtree:
        program = os.open(libtree, os.O_RDONLY)
        contestants["libtree"] = lambda: in_root(root, lambda: os.execve(program, ["libtree", *files], {}))
    best = {}
    for name, body in contestants.items():
        body()
        best[name] = measured(body)
    for _ in range(rounds - 1):
        for name, body in contestants.items():
            best[name] = tuple(map(min, best[name], measured(body)))
    # The real one takes too long for several rounds, and its files are in the page cache by now.
    best["ld.so"] = measured(lambda: in_root(root, lambda: ask_loader(files)))
    print(f"{len(files)} ELF files below {root}")
    for name, (wall, processor) in best.items():
        print(f"{name:8} {wall:8.3f} s wall {processor:8.3f} s of processors   1 to {wall / best['elfgate'][0]:.2f}")


main()
