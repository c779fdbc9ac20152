#!/usr/bin/env python3
"""Writes manifest.json from the first lines of the faulty programs, which say what each is and how it is built."""
import json
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent


def head(path):
    """The fields of a program's first comment; 'notes' is its text."""
    fields, notes = {}, []
    for line in path.read_text().splitlines():
        if not line.startswith("//"):
            break
        text = line[2:].strip()
        field = re.match(r"(kind|object|function|boards|flags|host|mpu): *(.*)", text)
        if field:
            fields[field[1]] = field[2]
        else:
            notes.append(text)
    fields["notes"] = " ".join(notes)
    return fields


def programs():
    """Every faulty program, a dictionary a board, in order of name."""
    entries = []
    for path in sorted(FOLDER.glob("*.c")):
        fields = head(path)
        if "boards" not in fields:
            continue
        if "// BUG" not in path.read_text():
            sys.exit(f"{path.name}: no line ends in // BUG")
        for board in fields["boards"].split():
            entries.append({
                "name": path.stem,
                "board": board,
                "image": f"images/{path.stem}-{board}.elf",
                "fixed": f"images/{path.stem}-fixed-{board}.elf",
                "kinds": [kind.strip() for kind in fields["kind"].split(",")],
                "file": path.name,
                "function": fields["function"],
                "object": None if fields["object"] == "-" else fields["object"],
                "notes": fields["notes"],
            })
    return entries


if __name__ == "__main__":
    text = json.dumps({"programs": programs()}, indent=2, ensure_ascii=False) + "\n"
    (FOLDER / "manifest.json").write_text(text)
