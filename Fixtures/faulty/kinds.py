#!/usr/bin/env python3
"""Which kinds of the faulty programs `thumbprint check` finds, beside other tools; writes the table in CHECK.md.

    kinds.py [--thumbprint PATH]

Runs the command on every image and on its fixed twin. What other tools find is taken from sanitizers.md. A program
counts as found if the images for all of its boards are reported with one of its kinds and its object, with a line that
ends in `// BUG` on the call path, and no fixed twin is reported. Ends with status 1 if a program is not found.
"""
import argparse
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import describe

ROOT = describe.FOLDER.parents[1]
PAGE = ROOT / "Sources" / "MemoryGuard" / "CHECK.md"
BEGIN, END = "<!-- Fixtures/faulty/kinds.py writes this table -->", "<!-- end -->"
TOOLS = ["ASan and UBSan", "Memcheck", "MPU"]
KINDS = {
    "outside-memory": "access where the board has no memory, or that the firmware's own MPU settings forbid",
    "flash-write": "store to memory that only the loader writes",
    "no-execute": "execution where there is no memory, where it is forbidden, or at an address without the Thumb bit",
    "null-access": "access through a null pointer, or a jump to one",
    "misaligned-access": "access that faults because it is not aligned",
    "stack-overflow": "stack pointer below its stack's limit, of main and process stacks",
    "heap-meets-stack": "the same, but into the heap; or the heap's end moved above the stack pointer",
    "uninitialized-read": "condition, address, jump or output by memory that nothing has written since reset",
    "stale-stack-read": "the same, by what a function that returned left on the stack",
    "global-out-of-bounds": "access outside the global that its pointer was made from",
    "stack-out-of-bounds": "the same of a local variable; or a saved return address overwritten",
    "heap-out-of-bounds": "the same of a heap block",
    "use-after-return": "access by a pointer into the frame of a function that has returned",
    "use-after-free": "access by a pointer to a block that was freed or resized",
    "double-free": "free or realloc of a block that had been freed",
    "bad-free": "free or realloc of what no allocator gave",
    "leak": "block that nothing points to at exit",
    "tensor-out-of-bounds": "access outside the tensor that its pointer was made from, while a layer runs",
    "tensor-read-before-write": "load of a tensor's bytes that nothing has written since it began to live",
    "tensor-after-lifetime": "access to a tensor that does not live in the running layer",
    "peripheral-without-stub": "store to a peripheral address at which the board has no peripheral",
    "division-by-zero": "integer division by zero that does not trap",
    "lost-exclusive": "store exclusive that failed, and whose status was not looked at",
}


def violations(command, image, board, folder):
    """What the command reports of one image."""
    output = folder / (pathlib.Path(image).stem + ".json")
    arguments = [command, "check", str(describe.FOLDER / image), "--target", board, "--quiet", "--json", str(output)]
    done = subprocess.run(arguments, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
                          errors="replace")
    if not output.exists():
        sys.exit(f"status {done.returncode}: {' '.join(arguments)}\n{done.stderr}")
    return json.loads(output.read_text())["violations"]


def names_object(violation, name):
    """Whether a report names an object: as the pointer's, or as the nearest one."""
    return name is None or name in [(violation[key] or {}).get("name") for key in ("object", "nearest")]


def is_found(program, command, folder):
    """Whether an image is reported where its bug is, and its fixed twin is not."""
    source = (describe.FOLDER / program["file"]).read_text().splitlines()
    lines = {number for number, text in enumerate(source, 1) if text.rstrip().endswith("// BUG")}
    if violations(command, program["fixed"], program["board"], folder):
        return False
    return any(
        violation["kind"] in program["kinds"] and names_object(violation, program["object"]) and any(
            (place["file"] or "").endswith(program["file"]) and place["line"] in lines for place in violation["stack"])
        for violation in violations(command, program["image"], program["board"], folder))


def others():
    """Programs by name: kind, and what each other tool says of it ("yes", "no", "not portable")."""
    text = (describe.FOLDER / "sanitizers.md").read_text()
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    return {row[0]: (row[1], [answer.split(":")[0] for answer in row[2:]]) for row in rows}


def count(answers):
    found, apart = answers.count("yes"), answers.count("not portable")
    if apart == len(answers):
        return "not portable"
    return f"{found}" + (f" ({apart} not portable)" if apart else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--thumbprint", default=str(ROOT / ".build" / "release" / "thumbprint"),
                        help="path of the command (default: .build/release/thumbprint)")
    command = str(pathlib.Path(parser.parse_args().thumbprint).resolve())
    programs = json.loads((describe.FOLDER / "manifest.json").read_text())["programs"]
    known = others()
    missing = {program["name"] for program in programs} ^ set(known)
    if missing:
        sys.exit(f"manifest.json and sanitizers.md differ in {', '.join(sorted(missing))}: run both scripts")
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda program: is_found(program, command, pathlib.Path(folder)), programs))
    lost = {program["name"] for program, yes in zip(programs, found) if not yes}

    lines = [f"| kind | what | programs | Thumbprint | {' | '.join(TOOLS)} |", "|---|---|---|---|---|---|---|"]
    for kind, what in [*KINDS.items(), ("all", "")]:
        names = [name for name, (first, _) in known.items() if kind in (first, "all")]
        if not names:
            sys.exit(f"no program has the kind {kind}")
        columns = [count([known[name][1][column] for name in names]) for column in range(len(TOOLS))]
        title = f"`{kind}`" if kind in KINDS else kind
        lines.append(f"| {title} | {what} | {len(names)} | {len(set(names) - lost)} | {' | '.join(columns)} |")
    unknown = {kind for kind, _ in known.values()} - set(KINDS)
    if unknown:
        sys.exit(f"kinds without a row: {', '.join(sorted(unknown))}")
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        sys.exit(f"{PAGE}: the lines {BEGIN} and {END} are not there")
    PAGE.write_text("\n".join([before + BEGIN, *lines, END]) + after)
    for name in sorted(lost):
        print(f"not found, or its fixed twin is reported: {name}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
