// elfutils: libelf reads the ELF container, libdw reads DWARF.
#include <elfutils/libdw.h>
#include <gelf.h>
#include <libelf.h>
