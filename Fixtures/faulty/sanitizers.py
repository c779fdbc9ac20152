#!/usr/bin/env python3
"""Which of the faulty programs the compilers' sanitizers, Memcheck and an MPU find; writes sanitizers.md.

Measured on the host (gcc and valgrind), where the program can be built for it: the faulty one must be reported, and the
fixed twin must not. An MPU's column is reasoned from the kind of the bug, not measured.
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import describe

SANITIZERS = ["-fsanitize=address,undefined", "-fno-omit-frame-pointer"]
# The MPU as it is usually set up: flash read-only, SRAM execute-never, no access to the first bytes at address 0, and a
# guard region below the main stack. True: a fault stops the program at the bug, or soon after it.
MPU = {
    "outside-memory": (True, "bus fault, without an MPU too"),
    "flash-write": (True, "flash is read-only"),
    "no-execute": (True, "SRAM and peripherals are execute-never"),
    "null-access": (True, "no access at address 0"),
    "misaligned-access": (True, "usage fault, without an MPU too"),
    "stack-overflow": (True, "guard below the main stack"),
    "heap-meets-stack": (True, "guard below the main stack"),
    "peripheral-without-stub": (False, "most parts ignore the write"),
    "division-by-zero": (False, "only with DIV_0_TRP set"),
}
TITLE = {True: "yes", False: "no", None: "not portable"}


def reports(command, environment, signs):
    """Whether a program's run says one of the signs, and all that it said."""
    try:
        result = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True,
                                timeout=60, errors="replace")
    except subprocess.TimeoutExpired:
        return False, "timeout"
    return any(sign in result.stderr for sign in signs), result.stderr


def run(path, folder, fixed):
    """Runs a program with each tool: whether it reports something, and what."""
    base = ["gcc", "-std=gnu11", "-g", "-O1", "-DHOST", "-w"] + ["-DFIXED"] * fixed + [str(path), "-lm", "-o"]
    program = folder / f"{path.stem}{'-fixed' if fixed else ''}"
    subprocess.run(base + [f"{program}-sanitized", *SANITIZERS], check=True)
    subprocess.run(base + [program], check=True)
    return (reports([f"{program}-sanitized"], {"ASAN_OPTIONS": "detect_stack_use_after_return=1"},
                    ["ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error:"]),
            reports(["valgrind", "-q", "--leak-check=full", program], {}, ["=="]))


def require_clean(path, folder):
    """Stops if a program without a bug is reported."""
    for reported, text in run(path, folder, True):
        if reported or text == "timeout":
            sys.exit(f"{path.name}, which has no bug, is reported:\n{text}")


def measure(path, folder):
    """Found by the sanitizers, found by Memcheck; stops if the fixed twin is reported."""
    require_clean(path, folder)
    return tuple(reported for reported, _ in run(path, folder, False))


def mpu(fields):
    """Whether an MPU would find it, and why."""
    if "mpu" in fields:
        answer, reason = fields["mpu"].split(":", 1)
        return answer == "yes", reason.strip()
    return MPU.get(fields["kind"].split(",")[0], (False, ""))


def version(tool):
    answer = subprocess.run([tool, "--version"], capture_output=True, text=True).stdout
    return re.search(r"\d+\.\d+\.\d+", answer)[0]


def main():
    paths = [path for path in sorted(describe.FOLDER.glob("*.c")) if "boards" in describe.head(path)]
    fields = {path: describe.head(path) for path in paths}
    portable = [path for path in paths if not fields[path].get("host", "").startswith("no")]
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        measured = dict(zip(portable, pool.map(lambda path: measure(path, pathlib.Path(folder)), portable)))
        list(pool.map(lambda path: require_clean(path, pathlib.Path(folder)), describe.FOLDER.parent.glob("clean/*.c")))
    lines = ["| program | kind | ASan and UBSan | Memcheck | MPU |", "|---|---|---|---|---|"]
    for path in paths:
        sanitizers, memcheck = measured.get(path, (None, None))
        found, reason = mpu(fields[path])
        kind = fields[path]["kind"].split(",")[0]
        lines.append(f"| `{path.stem}` | {kind} | {TITLE[sanitizers]} | {TITLE[memcheck]} | "
                     f"{TITLE[found]}{': ' + reason if reason else ''} |")
    count = len(paths)
    counts = [sum(1 for found in measured.values() if found[column]) for column in (0, 1)]
    by_mpu = sum(mpu(fields[path])[0] for path in paths)
    gcc, valgrind = version("gcc"), version("valgrind")
    text = f"""# What else would find the faulty programs

Written by `sanitizers.py`: gcc {gcc} with `-O1 -fsanitize=address,undefined` and valgrind {valgrind}, of the
programs built for the host. "Not portable" are those of fixed addresses, interrupts, stacks, traps and exclusive
accesses: no sanitizer of the host can be asked. The last column is reasoned: an MPU with flash read-only, SRAM
execute-never, no access at address 0, and a guard below the main stack.

Of {count} programs the sanitizers find {counts[0]}, Memcheck {counts[1]}, an MPU {by_mpu}.

"""
    (describe.FOLDER / "sanitizers.md").write_text(text + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
