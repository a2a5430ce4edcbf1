#!/usr/bin/env python3
"""Time of `elfgate ldd` on a root directory, beside the real dynamic linker and libtree.

    bench/ldd_bench.py ELFGATE ROOT [ROUNDS]

Needs root's rights (the others run in a changed root), a root of this machine's architecture, and libtree, where it is to be
compared. Two questions are asked: all ELF files of the root, which have to be found first (libtree is given the names of all
regular files, in as few calls as the kernel allows, and passes over what is no ELF file), and ELF files whose names are known.
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


def regular_files(root):
    for directory, _, names in os.walk(root):
        for name in names:
            path = os.path.join(directory, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield "/" + os.path.relpath(path, root)


def batches(names, most=1_500_000):
    """NAMES in lists that fit into one call."""
    batch, size = [], 0
    for name in names:
        size += len(name.encode(errors="surrogateescape")) + 9
        if size > most:
            yield batch
            batch, size = [], 0
        batch.append(name)
    if batch:
        yield batch


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
    ask_by_name = ask_elfgate[:4] + ["--no-progress", *files]
    contestants = {
        "elfgate --all": lambda: subprocess.run(ask_elfgate, stdout=NOWHERE, stderr=NOWHERE, check=False),
        "elfgate, names": lambda: subprocess.run(ask_by_name, stdout=NOWHERE, stderr=NOWHERE, check=False),
    }
    libtree = shutil.which("libtree")
    if libtree:
        program = os.open(libtree, os.O_RDONLY)
        every = list(batches(regular_files(root)))

        def ask_libtree(names):
            in_root(root, lambda: os.execve(program, ["libtree", *names], {}))

        contestants["libtree, all files"] = lambda: [ask_libtree(names) for names in every]
        contestants["libtree, names"] = lambda: ask_libtree(files)
    best = {}
    for name, body in contestants.items():
        body()
        best[name] = measured(body)
    for _ in range(rounds - 1):
        for name, body in contestants.items():
            best[name] = tuple(map(min, best[name], measured(body)))
    # The real one takes too long for several rounds, and its files are in the page cache by now.
    best["ld.so, names"] = measured(lambda: in_root(root, lambda: ask_loader(files)))
    print(f"{len(files)} ELF files below {root}")
    for name, (wall, processor) in best.items():
        ratio = wall / best["elfgate, names" if name.endswith("names") else "elfgate --all"][0]
        print(f"{name:18} {wall:8.3f} s wall {processor:8.3f} s of processors   1 to {ratio:.2f}")


main()
