#!/usr/bin/env python3
"""Runs every fixture and benchmark of manifest.json in qemu-system-arm and records its output under expected/.

    record-expected.py [--check] [NAME ...]

With --check nothing is written: the run's output and exit status are compared with what is recorded.
The exit status goes into manifest.json. Standard output and semihosting console are one stream. The demos of boards
that QEMU lacks are not run: they say what the fixture `network` says.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
MANIFEST = HERE / "manifest.json"
TIMEOUT_SECONDS = 60


def run(fixture):
  """Returns the output and exit status of one image, run in an empty directory (for the fixtures that make files)."""
  command = [
    "qemu-system-arm", "-M", fixture["target"], "-display", "none", "-monitor", "none",
    "-chardev", "stdio,id=console,mux=on,signal=off", "-serial", "chardev:console",
    "-semihosting-config", "enable=on,target=native,chardev=console",
    "-kernel", str(HERE / fixture["image"]),
  ]
  with tempfile.TemporaryDirectory() as directory:
    done = subprocess.run(command, cwd=directory, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=TIMEOUT_SECONDS, check=False)
  if done.stderr:
    raise SystemExit(f"{fixture['name']}: QEMU said: {done.stderr.decode(errors='replace')}")
  return done.stdout, done.returncode


def main():
  arguments = sys.argv[1:]
  check = "--check" in arguments
  wanted = {a for a in arguments if not a.startswith("-")}
  manifest = json.loads(MANIFEST.read_text())
  failures = 0
  for fixture in manifest["fixtures"] + manifest["benchmarks"]:
    if wanted and fixture["name"] not in wanted:
      continue
    output, status = run(fixture)
    path = HERE / fixture["expected"]
    if check:
      agree = path.exists() and path.read_bytes() == output and fixture["exitStatus"] == status
      failures += not agree
      print(f"{'same' if agree else 'DIFFERS'}  {fixture['name']}")
    else:
      path.write_bytes(output)
      fixture["exitStatus"] = status
      print(f"{fixture['name']}: exit {status}, {len(output)} bytes")
  if not check:
    version = subprocess.run(["qemu-system-arm", "--version"], capture_output=True, text=True, check=True).stdout
    manifest["recordedFrom"] = "qemu-system-arm " + version.split("version ")[1].split(" ")[0]
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n")
  return 1 if failures else 0


if __name__ == "__main__":
  sys.exit(main())
