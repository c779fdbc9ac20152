#!/usr/bin/env python3
"""Records the golden traces of the fixtures anew (see README.md): record.py [NAME ...]

Unicorn records registers and memory writes, but has no exceptions. QEMU records exceptions too, but no memory writes.
Needs a C compiler, libunicorn-dev and qemu-system-arm.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
IMAGES = HERE.parent / "Fixtures" / "images"
MODELS = {"mps2-an386": "cortex-m4", "mps2-an500": "cortex-m7"}
UNICORN_PROGRAMS = ["integer", "float", "double", "dsp", "setjmp", "self-modifying", "newlib", "network"]
QEMU_PROGRAMS = ["mpu", "faults", "scheduler", "nested-interrupts", "rtos-port", "uart", "painted"]
INSTRUCTIONS = 4000
# An asynchronous interrupt comes when the emulator's clock says so: a QEMU trace ends where the first one does.
FIRST_ASYNCHRONOUS_EXCEPTION = 15
TIMEOUT_SECONDS = 120
REGISTERS = [f"r{i}" for i in range(13)] + ["sp", "lr"]


def header(name, board, recorder, start, writes):
  return (f"# {name} on {board}, recorded from {recorder}\n"
          f"# writes: {'all below 0xE0000000' if writes else 'not recorded'}\n# start: {start}\n")


def unicorn_version():
  done = subprocess.run(["pkg-config", "--modversion", "unicorn"], capture_output=True, text=True, check=False)
  return "Unicorn " + (done.stdout.strip() or "of unknown version")


def record_unicorn(program, name, board):
  image = IMAGES / f"{name}-{board}.elf"
  done = subprocess.run([str(program), str(image), MODELS[board], str(INSTRUCTIONS)], capture_output=True, text=True,
                        timeout=TIMEOUT_SECONDS, check=True)
  stack = int.from_bytes(first_word(image), "little")
  start = f"sp={stack:x} lr=ffffffff apsr=0"
  return header(name, board, unicorn_version(), start, True) + done.stdout


def first_word(image):
  """The initial stack pointer: the first word of the vector table, where the segment at address 0 begins."""
  data = image.read_bytes()
  offset, count = int.from_bytes(data[28:32], "little"), int.from_bytes(data[44:46], "little")
  for i in range(count):
    segment = data[offset + 32 * i:offset + 32 * (i + 1)]
    kind, at, _, physical = (int.from_bytes(segment[4 * j:4 * j + 4], "little") for j in range(4))
    if kind == 1 and physical == 0:
      return data[at:at + 4]
  raise SystemExit(f"record: {image}: no segment at address 0")


def states(lines):
  """Yields the register state before each instruction that QEMU's log shows."""
  state = None
  for line in lines:
    if line.startswith("Trace "):
      if state:
        yield state
      state = {}
    elif state is None:
      continue
    elif line.startswith(("cpu_io_recompile", "Stopped execution")):
      # The block is run again from its first instruction, or later: what was logged for it is no instruction done.
      state = None
    elif line.startswith("R"):
      for number, value in re.findall(r"R(\d\d)=([0-9a-f]{8})", line):
        state["pc" if number == "15" else REGISTERS[int(number)]] = int(value, 16)
    elif line.startswith("XPSR="):
      xpsr = int(line[5:13], 16)
      state["apsr"] = xpsr & 0xF80F0000
      state["ipsr"] = xpsr & 0x1FF
    elif line.startswith("s"):
      for number, value in re.findall(r"\bs(\d\d)=([0-9a-f]{8})", line):
        state[f"s{int(number)}"] = int(value, 16)
    elif line.startswith("FPSCR"):
      state["fpscr"] = int(line.split()[1], 16)


def record_qemu(name, board):
  command = ["qemu-system-arm", "-M", board, "-display", "none", "-monitor", "none", "-serial", "null",
             "-chardev", "null,id=console", "-semihosting-config", "enable=on,target=native,chardev=console",
             "-icount", "shift=0", "-singlestep", "-d", "exec,cpu,fpu,nochain", "-D", "/dev/stdout",
             "-kernel", str(IMAGES / f"{name}-{board}.elf")]
  version = subprocess.run(["qemu-system-arm", "--version"], capture_output=True, text=True, check=True)
  recorder = "QEMU " + version.stdout.split("version ")[1].split(" ")[0]
  order = REGISTERS + ["apsr", "fpscr", "ipsr"] + [f"s{i}" for i in range(32)]
  with tempfile.TemporaryDirectory() as directory:
    process = subprocess.Popen(command, cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    text, last, count = "", None, 0
    for state in states(process.stdout):
      if last is None:
        text = header(name, board, recorder, f"sp={state['sp']:x} lr={state['lr']:x} apsr={state['apsr']:x}", False)
      else:
        if state["ipsr"] >= FIRST_ASYNCHRONOUS_EXCEPTION or count == INSTRUCTIONS:
          break
        changes = [f" {key}={state[key]:x}" for key in order if state[key] != last[key]]
        text += f"{last['pc']:x}{''.join(changes)}\n"
        count += 1
      last = state
    process.kill()
    process.wait()
  return text


def main():
  wanted = sys.argv[1:]
  if not shutil.which("qemu-system-arm"):
    raise SystemExit("record: qemu-system-arm is not installed")
  with tempfile.TemporaryDirectory() as directory:
    program = pathlib.Path(directory) / "record-unicorn"
    subprocess.run(["cc", "-O2", str(HERE / "record-unicorn.c"), "-o", str(program), "-lunicorn"], check=True)
    for name in UNICORN_PROGRAMS + QEMU_PROGRAMS:
      if wanted and name not in wanted:
        continue
      for board in MODELS:
        text = record_unicorn(program, name, board) if name in UNICORN_PROGRAMS else record_qemu(name, board)
        path = HERE / "golden" / f"{name}-{board}.trace"
        path.write_text(text)
        print(f"{path.name}: {text.count(chr(10)) - 3} instructions, {len(text)} bytes")


if __name__ == "__main__":
  main()
