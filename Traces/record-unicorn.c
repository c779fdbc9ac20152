// Records a golden trace: runs the start of an mps2 image in Unicorn and prints one line per instruction (see
// README.md).
//
//   cc -O2 record-unicorn.c -o record-unicorn -lunicorn
//   record-unicorn IMAGE.elf cortex-m4|cortex-m7 INSTRUCTIONS
#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicorn/unicorn.h>

enum { CODE_BASE = 0x00000000, DATA_BASE = 0x20000000, BANK_SIZE = 4 << 20 };
enum { SYSTEM_BASE = 0xE0000000, SYSTEM_SIZE = 0x100000, FLAGS = (int)0xF80F0000 };
enum { SYS_WRITEC = 0x03, SYS_WRITE0 = 0x04 };

// r0-r12, sp, lr as 0-14; NZCVQ and GE as 15; FPSCR as 16; then d0-d15.
struct State {
  uint32_t core[17];
  uint64_t vfp[16];
};

static struct State last;
static uint32_t last_pc;
static int have_last;
static unsigned long remaining;

// Bytes written by the instruction that is running, in the order of the accesses.
static struct {
  uint32_t address;
  uint8_t byte;
} writes[256];
static int write_count;

static void check(const char *what, uc_err error) {
  if (error == UC_ERR_OK) return;
  fprintf(stderr, "record-unicorn: %s: %s\n", what, uc_strerror(error));
  exit(70);
}

static void read_state(uc_engine *uc, struct State *state) {
  static const int core[] = {UC_ARM_REG_R0, UC_ARM_REG_R1, UC_ARM_REG_R2,  UC_ARM_REG_R3,  UC_ARM_REG_R4,
                             UC_ARM_REG_R5, UC_ARM_REG_R6, UC_ARM_REG_R7,  UC_ARM_REG_R8,  UC_ARM_REG_R9,
                             UC_ARM_REG_R10, UC_ARM_REG_R11, UC_ARM_REG_R12, UC_ARM_REG_SP, UC_ARM_REG_LR};
  for (int i = 0; i < 15; i++) uc_reg_read(uc, core[i], &state->core[i]);
  uint32_t flags = 0;
  uc_reg_read(uc, UC_ARM_REG_XPSR, &flags);
  state->core[15] = flags & (uint32_t)FLAGS;
  uc_reg_read(uc, UC_ARM_REG_FPSCR, &state->core[16]);
  for (int i = 0; i < 16; i++) uc_reg_read(uc, UC_ARM_REG_D0 + i, &state->vfp[i]);
}

static int by_address(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static void print_writes(void) {
  qsort(writes, (size_t)write_count, sizeof writes[0], by_address);
  for (int i = 0; i < write_count; i++) {
    if (i == 0 || writes[i].address != writes[i - 1].address + 1) printf(" [%08" PRIx32 "]=", writes[i].address);
    printf("%02x", writes[i].byte);
  }
  write_count = 0;
}

// The effects of the instruction at last_pc: what is different now.
static void print_last(uc_engine *uc) {
  struct State now;
  read_state(uc, &now);
  if (have_last) {
    static const char *const names[] = {"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12",
                                        "sp", "lr", "apsr", "fpscr"};
    printf("%" PRIx32, last_pc);
    for (int i = 0; i < 17; i++)
      if (now.core[i] != last.core[i]) printf(" %s=%" PRIx32, names[i], now.core[i]);
    for (int i = 0; i < 32; i++) {
      uint32_t value = (uint32_t)(now.vfp[i / 2] >> (i & 1 ? 32 : 0));
      if (value != (uint32_t)(last.vfp[i / 2] >> (i & 1 ? 32 : 0))) printf(" s%d=%" PRIx32, i, value);
    }
    print_writes();
    putchar('\n');
  }
  last = now;
}

// Unicorn does not call the hook for an instruction whose IT condition fails: those lines are added here. What is left
// of the IT block, if anything:
static uint32_t block_next;
static int block_left;

static uint32_t instruction_size(uc_engine *uc, uint32_t address) {
  uint16_t halfword = 0;
  uc_mem_read(uc, address, &halfword, 2);
  return halfword >= 0xE800 ? 4 : 2;
}

static void print_skipped(uc_engine *uc, uint32_t address) {
  for (; block_left > 0 && block_next != address; block_left--) {
    printf("%" PRIx32 "\n", block_next);
    block_next += instruction_size(uc, block_next);
  }
  if (block_left > 0) {
    block_next += instruction_size(uc, block_next);
    block_left--;
  }
  uint16_t halfword = 0;
  uc_mem_read(uc, address, &halfword, 2);
  if ((halfword & 0xFF00) == 0xBF00 && (halfword & 0xF) != 0) {
    block_next = address + 2;
    block_left = 4 - __builtin_ctz(halfword & 0xF);
  }
}

static void on_instruction(uc_engine *uc, uint64_t address, uint32_t size, void *context) {
  (void)size, (void)context;
  print_last(uc);
  print_skipped(uc, (uint32_t)address);
  have_last = 1;
  last_pc = (uint32_t)address;
  if (remaining-- == 0) uc_emu_stop(uc);
}

static void on_write(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value, void *context) {
  (void)uc, (void)type, (void)context;
  if (address >= SYSTEM_BASE) return;
  for (int i = 0; i < size && write_count < 256; i++, write_count++) {
    writes[write_count].address = (uint32_t)address + (uint32_t)i;
    writes[write_count].byte = (uint8_t)(value >> (8 * i));
  }
}

// Semihosting output goes nowhere and is answered by 0 in r0. Any other operation, whose answer is the host's affair,
// ends the trace, as does any other exception.
static void on_exception(uc_engine *uc, uint32_t number, void *context) {
  (void)number, (void)context;
  uint32_t pc, operation, answer = 0;
  uint16_t halfword = 0;
  uc_reg_read(uc, UC_ARM_REG_PC, &pc);
  uc_reg_read(uc, UC_ARM_REG_R0, &operation);
  uc_mem_read(uc, pc, &halfword, 2);
  if (halfword != 0xBEAB || (operation != SYS_WRITEC && operation != SYS_WRITE0)) {
    have_last = 0;
    uc_emu_stop(uc);
    return;
  }
  uc_reg_write(uc, UC_ARM_REG_R0, &answer);
  pc = (pc + 2) | 1;
  uc_reg_write(uc, UC_ARM_REG_PC, &pc);
}

static void load(uc_engine *uc, const char *path) {
  FILE *file = fopen(path, "rb");
  Elf32_Ehdr header;
  if (!file || fread(&header, sizeof header, 1, file) != 1 || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) exit(65);
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

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: record-unicorn IMAGE.elf cortex-m4|cortex-m7 INSTRUCTIONS\n");
    return 64;
  }
  remaining = strtoul(arguments[3], NULL, 10);
  uc_engine *uc;
  // UC_MODE_MCLASS would make it a Cortex-M33 whatever the model; without it the model decides, M-profile included.
  check("open", uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &uc));
  int model = strcmp(arguments[2], "cortex-m4") == 0 ? UC_CPU_ARM_CORTEX_M4 : UC_CPU_ARM_CORTEX_M7;
  check("CPU model", uc_ctl_set_cpu_model(uc, model));
  check("map code", uc_mem_map(uc, CODE_BASE, BANK_SIZE, UC_PROT_ALL));
  check("map data", uc_mem_map(uc, DATA_BASE, BANK_SIZE, UC_PROT_ALL));
  check("map system", uc_mem_map(uc, SYSTEM_BASE, SYSTEM_SIZE, UC_PROT_READ | UC_PROT_WRITE));
  load(uc, arguments[1]);
  uc_hook code, write, exception;
  check("hook", uc_hook_add(uc, &code, UC_HOOK_CODE, (void *)on_instruction, NULL, 1, 0));
  check("hook", uc_hook_add(uc, &write, UC_HOOK_MEM_WRITE, (void *)on_write, NULL, 1, 0));
  check("hook", uc_hook_add(uc, &exception, UC_HOOK_INTR, (void *)on_exception, NULL, 1, 0));
  uint32_t vectors[2], zero = 0, link = 0xFFFFFFFF;
  check("vector table", uc_mem_read(uc, CODE_BASE, vectors, sizeof vectors));
  check("set SP", uc_reg_write(uc, UC_ARM_REG_SP, &vectors[0]));
  check("set LR", uc_reg_write(uc, UC_ARM_REG_LR, &link));
  for (int i = 0; i < 13; i++) uc_reg_write(uc, UC_ARM_REG_R0 + i, &zero);
  uint32_t flags = 0;
  uc_reg_write(uc, UC_ARM_REG_XPSR, &flags);
  check("run", uc_emu_start(uc, vectors[1] | 1, 0xFFFFFFFF, 0, 0));
  uc_close(uc);
  return 0;
}
