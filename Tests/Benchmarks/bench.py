#!/usr/bin/env python3
"""Guest speed of Thumbprint, QEMU and Unicorn on the same firmware images, measured in turn in the same run.

    bench.py [--thumbprint PATH] [--rounds N] [--scale X] [--only NAME[,NAME]] [--parts PART[,PART]] [--json FILE]
             [--check]

Every image of Fixtures/images/bench-*.elf is run N times by each emulator that is there, one after the other, so that
a change in the machine's load meets all of them. Each image carries its iteration count in the constant
bench_iterations; a copy with another count is made where --scale asks, and for Unicorn, which gets as many iterations
as it does in about UNICORN_SECONDS where the whole would take it longer.

Then it measures what timing costs: images on parts with flash accelerator and caches, under the flat cost model
(--timing flat: one cycle an instruction, free memory) and under the core's own, in turn. Then what making and writing a
profile costs beside a plain run, as whole commands; last, what `memory` and `check` cost on every bench image: the
median of the ratios of each round.

What is counted: instructions as Thumbprint counts them in the very image that is run. What is timed: Thumbprint,
hostSeconds of its JSON summary; QEMU, wall time less that of the same image with no iterations (process start);
Unicorn, the time inside uc_emu_start. All outputs must be equal, or the run fails.
"""
import argparse
import json
import math
import pathlib
import platform
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
IMAGES = ROOT / "Fixtures" / "images"
UNICORN_SOURCE = pathlib.Path(__file__).resolve().with_name("unicorn-run.c")
UNICORN_SECONDS = 7
GOAL_UNICORN = 1.2
GOAL_QEMU = 0.4
RUN_LIMIT_SECONDS = 600
# Host time with the core's timing over host time with flat timing, at most.
TIMING_GOALS = {"bench-convolution-stm32f407": 1.5, "bench-convolution-stm32f746": 2.5}
TIMING_SHARE = 0.1
# Host time with profiling over host time without, at most.
PROFILING_GOAL = 1.3
# Host time of these commands over that of `run`, at most.
MEMORY_GOALS = {"memory": 1.5, "check": 10}
MEMORY_SHARE = 0.01
MEMORY_ROUNDS = 5
PARTS = ["speed", "timing", "profiling", "memory"]


class ELF:
  """The little of a 32-bit little-endian ELF file that finding one constant takes."""

  def __init__(self, path):
    self.bytes = bytearray(path.read_bytes())
    start, = struct.unpack_from("<I", self.bytes, 32)
    size, count = struct.unpack_from("<HH", self.bytes, 46)
    self.sections = [struct.unpack_from("<10I", self.bytes, start + i * size) for i in range(count)]

  def offset(self, symbol):
    """File offset of a symbol's bytes."""
    for section in self.sections:
      if section[1] != 2:  # SHT_SYMTAB
        continue
      names = self.sections[section[6]][4]
      for at in range(section[4], section[4] + section[5], 16):
        name, value, _, _, _, index = struct.unpack_from("<IIIBBH", self.bytes, at)
        end = self.bytes.index(0, names + name)
        if self.bytes[names + name:end].decode() == symbol:
          home = self.sections[index]
          return home[4] + value - home[3]
    raise SystemExit(f"bench: the image has no symbol {symbol}")

  @property
  def iterations(self):
    return struct.unpack_from("<I", self.bytes, self.offset("bench_iterations"))[0]

  def write(self, path, iterations):
    struct.pack_into("<I", self.bytes, self.offset("bench_iterations"), iterations)
    path.write_bytes(self.bytes)


def finish(command, what):
  """Runs a command; returns its standard output, standard error and wall time."""
  start = time.monotonic()
  done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=RUN_LIMIT_SECONDS,
                        check=False)
  wall = time.monotonic() - start
  if done.returncode != 0:
    raise SystemExit(f"bench: {what} ended with status {done.returncode}: {' '.join(command)}\n{done.stderr}")
  return done.stdout, done.stderr, wall


class Thumbprint:
  name = "Thumbprint"

  def __init__(self, path, directory):
    self.path = path
    self.summary = directory / "summary.json"

  def run(self, image, target, *options):
    command = [self.path, "run", str(image), "--target", target, "--json", str(self.summary), *options]
    output, _, _ = finish(command, "thumbprint")
    summary = json.loads(self.summary.read_text())
    return output, summary["hostSeconds"], summary["instructions"]

  def wall(self, subcommand, image, target, *options):
    """Seconds from start to end of the whole command."""
    start = time.perf_counter()
    finish([self.path, subcommand, str(image), "--target", target, "--quiet", *options], "thumbprint")
    return time.perf_counter() - start


class QEMU:
  name = "QEMU"

  def __init__(self, path):
    self.path = path
    self.start_up = {}

  def wall(self, image, target):
    command = [self.path, "-M", target, "-display", "none", "-monitor", "none", "-chardev", "stdio,id=console",
               "-semihosting-config", "enable=on,target=native,chardev=console", "-kernel", str(image)]
    output, _, wall = finish(command, "qemu-system-arm")
    return output, wall

  def measure_start_up(self, empty_image, target):
    self.start_up[target] = min(self.wall(empty_image, target)[1] for _ in range(3))

  def run(self, image, target):
    output, wall = self.wall(image, target)
    return output, wall - self.start_up[target], None


class Unicorn:
  name = "Unicorn"
  models = {"mps2-an386": "cortex-m4", "mps2-an500": "cortex-m7"}

  def __init__(self, path):
    self.path = path

  def run(self, image, target, count=False):
    command = [str(self.path), str(image), self.models[target]] + (["count"] if count else [])
    output, notes, _ = finish(command, "unicorn-run")
    words = notes.split()
    instructions = int(words[words.index("instructions") + 1]) if count else None
    return output, float(words[words.index("seconds") + 1]), instructions


def find_tools(arguments, directory):
  """The emulators that are there, and for each that is not, the reason."""
  tools, missing = {}, {}
  built = str(ROOT / ".build" / "release" / "thumbprint")
  path = shutil.which(arguments.thumbprint or built) or shutil.which("thumbprint")
  if path:
    tools["Thumbprint"] = Thumbprint(path, directory)
  else:
    missing["Thumbprint"] = "not built; run `swift build -c release` or give --thumbprint PATH"
  path = shutil.which("qemu-system-arm")
  if path:
    tools["QEMU"] = QEMU(path)
  else:
    missing["QEMU"] = "qemu-system-arm is not installed (Debian: qemu-system-arm)"
  compiler = shutil.which("cc") or shutil.which("clang")
  if not compiler:
    missing["Unicorn"] = "no C compiler to build unicorn-run.c with"
  else:
    program = directory / "unicorn-run"
    done = subprocess.run([compiler, "-O2", str(UNICORN_SOURCE), "-o", str(program), "-lunicorn"], capture_output=True,
                          text=True, check=False)
    if done.returncode == 0:
      tools["Unicorn"] = Unicorn(program)
    else:
      missing["Unicorn"] = "unicorn-run.c does not build (Debian: libunicorn-dev)"
  return tools, missing


def count_by_unicorn(unicorn, elf, full, target, directory):
  """Instructions of `full` iterations, reckoned from two short counted runs; used only without Thumbprint."""
  counts = []
  low, high = max(1, full // 200), max(2, full // 50)
  for iterations in (low, high):
    elf.write(directory / "count.elf", iterations)
    counts.append(unicorn.run(directory / "count.elf", target, count=True)[2])
  return round(counts[1] + (counts[1] - counts[0]) / (high - low) * (full - high))


def measure(path, arguments, tools, directory):
  """One image through all tools, round by round. Returns the row of the table."""
  name, target = path.stem.split("-mps2-")
  target = "mps2-" + target
  elf = ELF(path)
  full = max(1, round(elf.iterations * arguments.scale))
  share = full
  if "Unicorn" in tools:
    probe = max(1, full // 50)
    elf.write(directory / "probe.elf", probe)
    _, taken, _ = tools["Unicorn"].run(directory / "probe.elf", target)
    share = min(full, max(1, round(probe * UNICORN_SECONDS * arguments.scale / taken)))
  images = {"full": directory / "full.elf", "share": directory / "share.elf", "empty": directory / "empty.elf"}
  for key, iterations in (("full", full), ("share", share), ("empty", 0)):
    elf.write(images[key], iterations)
  counts, outputs = {}, {}
  if "Thumbprint" in tools:
    if "Unicorn" in tools:
      outputs["share"], _, counts["share"] = tools["Thumbprint"].run(images["share"], target)
  elif "Unicorn" in tools:
    counts = {key: count_by_unicorn(tools["Unicorn"], elf, n, target, directory) for key, n in
              (("full", full), ("share", share))}
  if "QEMU" in tools:
    tools["QEMU"].measure_start_up(images["empty"], target)

  seconds = {tool: [] for tool in tools}
  for _ in range(arguments.rounds):
    for tool in tools:
      size = "share" if tool == "Unicorn" else "full"
      # The others know no cycles: Thumbprint is compared without its timing, which is measured by itself below.
      options = ("--timing", "flat") if tool == "Thumbprint" else ()
      output, taken, instructions = tools[tool].run(images[size], target, *options)
      seconds[tool].append(taken)
      if counts.setdefault(size, instructions) != instructions and instructions is not None:
        raise SystemExit(f"bench: {name}: {instructions} instructions after {counts[size]} in an earlier run")
      if outputs.setdefault(size, output) != output:
        raise SystemExit(f"bench: {name}: {tool} printed\n{output}\nwhere another run printed\n{outputs[size]}")
  speeds = {}
  for tool, times in seconds.items():
    count = counts.get("share" if tool == "Unicorn" else "full")
    if count:
      speeds[tool] = [count / taken / 1e6 for taken in times]
  return {"image": name, "target": target, "instructions": counts, "seconds": seconds, "mips": speeds,
          "medianMips": {tool: statistics.median(values) for tool, values in speeds.items()}}


def measure_timing(name, arguments, thumbprint, directory):
  """Host time of one image under the core's timing and under flat timing. Returns the row of the table."""
  elf = ELF(IMAGES / f"{name}.elf")
  target = name.rsplit("-", 1)[1]
  elf.write(directory / "timing.elf", max(1, round(elf.iterations * arguments.scale * TIMING_SHARE)))
  seconds = {"core": [], "flat": []}
  for _ in range(arguments.rounds):
    for timing, times in seconds.items():
      _, taken, instructions = thumbprint.run(directory / "timing.elf", target, "--timing", timing)
      times.append(taken)
  medians = {timing: statistics.median(times) for timing, times in seconds.items()}
  return {"image": name, "instructions": instructions, "seconds": seconds, "goal": TIMING_GOALS[name],
          "ratio": medians["core"] / medians["flat"],
          "mips": {timing: instructions / median / 1e6 for timing, median in medians.items()}}


def measure_profiling(name, arguments, thumbprint, directory):
  """Host time of one image with a profile made and written, and of its plain run. Returns the row of the table."""
  elf = ELF(IMAGES / f"{name}.elf")
  target = name.rsplit("-", 1)[1]
  elf.write(directory / "profiling.elf", max(1, round(elf.iterations * arguments.scale * TIMING_SHARE)))
  seconds = {"run": [], "profile": []}
  for _ in range(arguments.rounds):
    seconds["run"].append(thumbprint.wall("run", directory / "profiling.elf", target))
    seconds["profile"].append(thumbprint.wall(
      "profile", directory / "profiling.elf", target, "--json", str(directory / "profile.json")))
  medians = {command: statistics.median(times) for command, times in seconds.items()}
  return {"image": name, "seconds": seconds, "goal": PROFILING_GOAL, "medianSeconds": medians,
          "ratio": medians["profile"] / medians["run"]}


def measure_memory(path, arguments, thumbprint, directory):
  """Host time of `memory` and of `check` on one image, and of its plain run. Returns the row of the table."""
  elf = ELF(path)
  target = path.stem.split("-", 2)[2]
  image = directory / "memory.elf"
  elf.write(image, max(1, round(elf.iterations * arguments.scale * MEMORY_SHARE)))
  seconds = {"run": [], **{command: [] for command in MEMORY_GOALS}}
  # These are short, so there can be more rounds; a round's ratio compares neighbours in time.
  for _ in range(max(arguments.rounds, MEMORY_ROUNDS)):
    for command, times in seconds.items():
      times.append(thumbprint.wall(command, image, target))
  ratios = {command: statistics.median(taken / plain for taken, plain in zip(seconds[command], seconds["run"]))
            for command in MEMORY_GOALS}
  return {"image": path.stem, "seconds": seconds, "goals": MEMORY_GOALS, "ratios": ratios,
          "medianSeconds": {command: statistics.median(times) for command, times in seconds.items()}}


def print_memory(rows):
  if not rows:
    return
  print(f"\n{'what memory and check cost':<34}{'run, s':>9}{'memory, s':>11}{'check, s':>10}{'memory / run':>14}"
        f"{'at most':>9}{'check / run':>13}{'at most':>9}")
  for row in rows:
    medians, ratios, goals = row["medianSeconds"], row["ratios"], row["goals"]
    print(f"{row['image']:<34}{medians['run']:>9.2f}{medians['memory']:>11.2f}{medians['check']:>10.2f}"
          f"{ratios['memory']:>13.2f}x{goals['memory']:>8}x{ratios['check']:>12.2f}x{goals['check']:>8}x")


def print_profiling(rows):
  if rows:
    print(f"\n{'what profiling costs':<34}{'run, s':>12}{'profile, s':>12}{'profile / run':>18}{'at most':>9}")
  for row in rows:
    print(f"{row['image']:<34}{row['medianSeconds']['run']:>12.2f}{row['medianSeconds']['profile']:>12.2f}"
          f"{row['ratio']:>17.2f}x{row['goal']:>8}x")


def print_timing(rows):
  if rows:
    print(f"\n{'what timing costs':<34}{'flat MIPS':>12}{'core MIPS':>12}{'core / flat time':>18}{'at most':>9}")
  for row in rows:
    print(f"{row['image']:<34}{row['mips']['flat']:>12.0f}{row['mips']['core']:>12.0f}{row['ratio']:>17.2f}x"
          f"{row['goal']:>8}x")


def ratio(row, other):
  speeds = row["medianMips"]
  return speeds["Thumbprint"] / speeds[other] if "Thumbprint" in speeds and other in speeds else None


def geometric_mean(values):
  return math.exp(sum(math.log(v) for v in values) / len(values)) if values else None


def machine():
  model = platform.machine()
  info = pathlib.Path("/proc/cpuinfo")
  if info.exists():
    names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    if names:
      model = f"{names[0]}, {len(names)} cores"
  return f"{model}, {platform.system()} {platform.release()}"


def versions(tools):
  found = {}
  if "QEMU" in tools:
    found["QEMU"] = finish([tools["QEMU"].path, "--version"], "qemu-system-arm")[0].splitlines()[0]
  if "Unicorn" in tools:
    done = subprocess.run(["pkg-config", "--modversion", "unicorn"], capture_output=True, text=True, check=False)
    found["Unicorn"] = "Unicorn " + (done.stdout.strip() or "of unknown version")
  return found


def cell(value, unit=""):
  return "-" if value is None else f"{value:.2f}{unit}" if unit or value < 10 else f"{value:.0f}"


def print_table(rows, result):
  print(f"\nmachine: {result['machine']}")
  for version in result["versions"].values():
    print(f"against: {version}")
  print(f"median of {result['rounds']} rounds, guest MIPS\n")
  print(f"{'image':<18}{'instructions':>16}{'Thumbprint':>12}{'QEMU':>8}{'Unicorn':>9}{'/ Unicorn':>11}{'/ QEMU':>8}")
  for row in rows:
    speeds = row["medianMips"]
    count = row["instructions"].get("full")
    print(f"{row['image']:<18}{format(count, ',') if count else '-':>16}{cell(speeds.get('Thumbprint')):>12}"
          f"{cell(speeds.get('QEMU')):>8}{cell(speeds.get('Unicorn')):>9}{cell(ratio(row, 'Unicorn'), 'x'):>11}"
          f"{cell(ratio(row, 'QEMU'), 'x'):>8}")
  means = result["geometricMean"]
  print(f"{'geometric mean':<34}{cell(means.get('Thumbprint')):>12}{cell(means.get('QEMU')):>8}"
        f"{cell(means.get('Unicorn')):>9}{cell(result['overUnicorn'], 'x'):>11}{cell(result['overQEMU'], 'x'):>8}")


def main():
  parser = argparse.ArgumentParser(description="Guest MIPS of Thumbprint, QEMU and Unicorn on the bench images.")
  parser.add_argument("--thumbprint", help="path of the command (default: .build/release/thumbprint, then PATH)")
  parser.add_argument("--rounds", type=int, default=3)
  parser.add_argument("--scale", type=float, default=1.0, help="multiply every iteration count by this")
  parser.add_argument("--only", help="images to run, by name without board, comma-separated")
  parser.add_argument("--parts", default=",".join(PARTS), help=f"what to measure (default: {','.join(PARTS)})")
  parser.add_argument("--json", help="write the figures to this file")
  parser.add_argument("--without", default="", help="tools to leave out, comma-separated")
  parser.add_argument("--check", action="store_true", help="exit 1 when a speed goal is missed")
  arguments = parser.parse_args()
  parts = arguments.parts.split(",")
  if unknown := set(parts) - set(PARTS):
    raise SystemExit(f"bench: no part is called {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")

  with tempfile.TemporaryDirectory() as name:
    directory = pathlib.Path(name)
    tools, missing = find_tools(arguments, directory)
    for tool in filter(None, arguments.without.split(",")):
      tools.pop(tool, None)
      missing[tool] = "left out as asked"
    for tool, reason in missing.items():
      print(f"without {tool}: {reason}")
    if not tools:
      raise SystemExit("bench: no emulator to measure")
    if "Thumbprint" not in tools and "Unicorn" in tools:
      print("instruction counts are reckoned from short counted runs in Unicorn")
    paths = sorted(IMAGES.glob("bench-*-mps2-*.elf"))
    timed = sorted(TIMING_GOALS) if "Thumbprint" in tools else []
    checked = sorted(IMAGES.glob("bench-*.elf")) if "Thumbprint" in tools else []
    if arguments.only:
      wanted = arguments.only.split(",")
      paths = [p for p in paths if any(p.stem.startswith((f"{w}-", f"bench-{w}-")) for w in wanted)]
      timed = [name for name in timed if any(name.startswith((f"{w}-", f"bench-{w}-")) for w in wanted)]
      checked = [p for p in checked if any(p.stem.startswith((f"{w}-", f"bench-{w}-")) for w in wanted)]
    if not paths:
      raise SystemExit("bench: no such image under Fixtures/images")
    rows = []
    for path in paths if "speed" in parts else []:
      rows.append(measure(path, arguments, tools, directory))
      speeds = ", ".join(f"{tool} {value:.0f} MIPS" for tool, value in rows[-1]["medianMips"].items())
      print(f"{rows[-1]['image']}: {speeds}", flush=True)
    timing = [measure_timing(name, arguments, tools["Thumbprint"], directory) for name in timed
              if "timing" in parts]
    profiling = [measure_profiling(name, arguments, tools["Thumbprint"], directory) for name in timed
                 if "profiling" in parts]
    memory = [measure_memory(path, arguments, tools["Thumbprint"], directory) for path in checked if "memory" in parts]

    def mean_of(values):
      values = list(values)
      return geometric_mean(values) if None not in values else None

    result = {
      "schema": 1, "machine": machine(), "versions": versions(tools), "missing": missing, "rounds": arguments.rounds,
      "images": rows, "timing": timing, "profiling": profiling, "memory": memory,
      "geometricMean": {t: mean_of(row["medianMips"].get(t) for row in rows) for t in tools},
      "overUnicorn": mean_of(ratio(row, "Unicorn") for row in rows),
      "overQEMU": mean_of(ratio(row, "QEMU") for row in rows),
    }
  if rows:
    print_table(rows, result)
  else:
    print(f"machine: {result['machine']}")
  print_timing(timing)
  print_profiling(profiling)
  print_memory(memory)
  missed = [f"{row['image']} is {ratio(row, 'Unicorn'):.2f}x Unicorn, the goal is {GOAL_UNICORN}x" for row in rows
            if ratio(row, "Unicorn") is not None and ratio(row, "Unicorn") < GOAL_UNICORN]
  if result["overQEMU"] is not None and result["overQEMU"] < GOAL_QEMU:
    missed.append(f"geometric mean is {result['overQEMU']:.2f}x QEMU, the goal is {GOAL_QEMU}x")
  missed += [f"{row['image']} takes {row['ratio']:.2f}x the host time of flat timing, the goal is {row['goal']}x"
             for row in timing if row["ratio"] > row["goal"]]
  missed += [f"{row['image']} takes {row['ratio']:.2f}x the host time when profiled, the goal is {row['goal']}x"
             for row in profiling if row["ratio"] > row["goal"]]
  missed += [f"{row['image']} takes {row['ratios'][command]:.2f}x the host time of a run under {command}, "
             f"the goal is {goal}x" for row in memory for command, goal in row["goals"].items()
             if row["ratios"][command] > goal]
  for line in missed:
    print(f"goal missed: {line}")
  if arguments.json:
    pathlib.Path(arguments.json).write_text(json.dumps(result, indent=2) + "\n")
  return 1 if missed and arguments.check else 0


if __name__ == "__main__":
  sys.exit(main())
