// elfutils: libelf reads the ELF container, libdw reads DWARF.
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <gelf.h>
#include <libelf.h>
