// Runs an mps2 image in Unicorn at its plain speed: no hook on code or memory, only the semihosting BKPT is caught.
//
//   cc -O2 unicorn-run.c -o unicorn-run -lunicorn
//   unicorn-run IMAGE.elf cortex-m4|cortex-m7 [count]
//
// With "count" every instruction is hooked and counted (slow): "instructions N" on standard error too.
//
// The firmware's SYS_WRITE0 and SYS_WRITEC text goes to standard output. Standard error gets one line,
// "seconds X status N", where the seconds are those spent inside uc_emu_start, host start-up and loading excluded.
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unicorn/unicorn.h>

enum { CODE_BASE = 0x00000000, DATA_BASE = 0x20000000, BANK_SIZE = 4 << 20 };
enum { SYSTEM_BASE = 0xE0000000, SYSTEM_SIZE = 0x100000 };
enum { SYS_WRITEC = 0x03, SYS_WRITE0 = 0x04, SYS_EXIT = 0x18, SYS_EXIT_EXTENDED = 0x20 };

static int exit_status = -1;
static uint64_t instructions;

static void fail(const char *what, uc_err error) {
  fprintf(stderr, "unicorn-run: %s: %s\n", what, uc_strerror(error));
  exit(70);
}

static void check(const char *what, uc_err error) {
  if (error != UC_ERR_OK) fail(what, error);
}

static void load(uc_engine *uc, const char *path) {
  FILE *file = fopen(path, "rb");
  Elf32_Ehdr header;
  if (!file || fread(&header, sizeof header, 1, file) != 1 || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    fprintf(stderr, "unicorn-run: %s: not an ELF file\n", path);
    exit(65);
  }
  for (int i = 0; i < header.e_phnum; i++) {
    Elf32_Phdr segment;
    fseek(file, (long)(header.e_phoff + (unsigned)i * sizeof segment), SEEK_SET);
    if (fread(&segment, sizeof segment, 1, file) != 1) exit(65);
    if (segment.p_type != PT_LOAD || segment.p_filesz == 0) continue;
    void *bytes = malloc(segment.p_filesz);
    fseek(file, (long)segment.p_offset, SEEK_SET);
    if (!bytes || fread(bytes, segment.p_filesz, 1, file) != 1) exit(65);
    check("load", uc_mem_write(uc, segment.p_paddr, bytes, segment.p_filesz));
    free(bytes);
  }
  fclose(file);
}

static void print_text(uc_engine *uc, uint32_t address) {
  char character;
  while (uc_mem_read(uc, address++, &character, 1) == UC_ERR_OK && character) putchar(character);
}

// An exception in the guest. Only BKPT 0xAB is expected: the operation is in r0, its parameter in r1.
static void on_exception(uc_engine *uc, uint32_t number, void *context) {
  (void)context;
  uint32_t pc, operation, parameter, block[2] = {0};
  uint16_t halfword = 0;
  uc_reg_read(uc, UC_ARM_REG_PC, &pc);
  uc_reg_read(uc, UC_ARM_REG_R0, &operation);
  uc_reg_read(uc, UC_ARM_REG_R1, &parameter);
  uc_mem_read(uc, pc, &halfword, 2);
  if (halfword != 0xBEAB) {
    fprintf(stderr, "unicorn-run: exception %u at 0x%08x\n", number, pc);
    exit_status = 70;
    uc_emu_stop(uc);
    return;
  }
  char character;
  switch (operation) {
  case SYS_WRITE0: print_text(uc, parameter); break;
  case SYS_WRITEC:
    if (uc_mem_read(uc, parameter, &character, 1) == UC_ERR_OK) putchar(character);
    break;
  case SYS_EXIT_EXTENDED:
    uc_mem_read(uc, parameter, block, sizeof block);
    exit_status = (int)block[1];
    break;
  case SYS_EXIT: exit_status = parameter == 0x20026 ? 0 : 1; break;
  default:
    fprintf(stderr, "unicorn-run: semihosting operation 0x%x is not supported\n", operation);
    exit_status = 70;
  }
  if (exit_status >= 0) {
    uc_emu_stop(uc);
    return;
  }
  pc = (pc + 2) | 1;
  uc_reg_write(uc, UC_ARM_REG_PC, &pc);
}

static void on_instruction(uc_engine *uc, uint64_t address, uint32_t size, void *context) {
  (void)uc, (void)address, (void)size, (void)context;
  instructions++;
}

int main(int count, char **arguments) {
  if (count != 3 && !(count == 4 && strcmp(arguments[3], "count") == 0)) {
    fprintf(stderr, "usage: unicorn-run IMAGE.elf cortex-m4|cortex-m7 [count]\n");
    return 64;
  }
  uc_engine *uc;
  // UC_MODE_MCLASS would make it a Cortex-M33 whatever the model; without it the model decides, M-profile included.
  check("open", uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc));
  int model = strcmp(arguments[2], "cortex-m4") == 0 ? UC_CPU_ARM_CORTEX_M4 : UC_CPU_ARM_CORTEX_M7;
  check("CPU model", uc_ctl_set_cpu_model(uc, model));
  check("map code", uc_mem_map(uc, CODE_BASE, BANK_SIZE, UC_PROT_ALL));
  check("map data", uc_mem_map(uc, DATA_BASE, BANK_SIZE, UC_PROT_ALL));
  check("map system", uc_mem_map(uc, SYSTEM_BASE, SYSTEM_SIZE, UC_PROT_READ | UC_PROT_WRITE));
  load(uc, arguments[1]);

  uc_hook hook, code_hook;
  check("hook", uc_hook_add(uc, &hook, UC_HOOK_INTR, (void *)on_exception, NULL, 1, 0));
  if (count == 4) check("hook", uc_hook_add(uc, &code_hook, UC_HOOK_CODE, (void *)on_instruction, NULL, 1, 0));
  uint32_t vectors[2];
  check("vector table", uc_mem_read(uc, CODE_BASE, vectors, sizeof vectors));
  check("set SP", uc_reg_write(uc, UC_ARM_REG_SP, &vectors[0]));

  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  uc_err error = uc_emu_start(uc, vectors[1] | 1, 0xFFFFFFFF, 0, 0);
  clock_gettime(CLOCK_MONOTONIC, &end);
  if (error != UC_ERR_OK) {
    uint32_t pc;
    uc_reg_read(uc, UC_ARM_REG_PC, &pc);
    fprintf(stderr, "unicorn-run: at 0x%08x: ", pc);
    fail("run", error);
  }
  double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9;
  fflush(stdout);
  fprintf(stderr, "seconds %.6f status %d\n", seconds, exit_status);
  if (count == 4) fprintf(stderr, "instructions %llu\n", (unsigned long long)instructions);
  uc_close(uc);
  return exit_status;
}
