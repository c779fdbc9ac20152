// The mix of systems programs: records linked by pointers, strings compared and copied, small functions, switches, integer
// arithmetic and an array of arrays; little data, much control.
#include "harness.h"

const char *const program_name = "mixed";
const uint32_t program_runs = 20;

enum kind { parcel, letter, pallet, kinds };

struct item {
  struct item *next;
  enum kind kind;
  int32_t weight;
  uint32_t postcode;
  char street[24];
};

struct depot {
  struct item items[48];
  struct item *by_kind[kinds];
  int32_t distance[12][12];
  char label[32];
  uint32_t seed;
  int32_t shipped;
};

static const char *const streets[] = {
  "Harbour Row 12", "Harbour Row 112", "Mill Lane 3", "Old Station Road 77", "Orchard Way 5", "Quarry Hill 40",
};

// Not inlined: calls are part of the mix.
#define APART __attribute__((noinline))

static APART uint32_t next_random(struct depot *depot) {
  depot->seed = depot->seed * 1664525u + 1013904223u;
  return depot->seed >> 8;
}

static APART int text_order(const char *first, const char *second) {
  while (*first && *first == *second) {
    first++;
    second++;
  }
  return (unsigned char)*first - (unsigned char)*second;
}

static APART void copy_text(char *to, const char *from, uint32_t size) {
  while (--size && *from) *to++ = *from++;
  *to = 0;
}

static APART enum kind kind_of(int32_t weight) {
  if (weight < 50) return letter;
  return weight < 2000 ? parcel : pallet;
}

static APART int32_t price(const struct item *item, int32_t kilometres) {
  switch (item->kind) {
    case letter: return 80 + item->weight / 20;
    case parcel: return 400 + item->weight * kilometres / 1000;
    case pallet: return 9000 + kilometres * 12 + (item->weight >> 3);
    default: return 0;
  }
}

static APART void fill(struct depot *depot) {
  for (uint32_t kind = 0; kind < kinds; kind++) depot->by_kind[kind] = 0;
  for (uint32_t index = 0; index < 48; index++) {
    struct item *item = &depot->items[index];
    uint32_t random = next_random(depot);
    item->weight = (int32_t)(random % 5000);
    item->kind = kind_of(item->weight);
    item->postcode = 10000 + random / 7 % 90000;
    copy_text(item->street, streets[random % 6], sizeof item->street);
  }
  for (uint32_t from = 0; from < 12; from++)
    for (uint32_t to = 0; to < 12; to++)
      depot->distance[from][to] = from == to ? 0 : (int32_t)((from * 37 + to * 53) % 400) + 10;
}

// Into the list of its kind, by street and then by weight.
static APART void insert(struct depot *depot, struct item *item) {
  struct item **place = &depot->by_kind[item->kind];
  while (*place) {
    int order = text_order((*place)->street, item->street);
    if (order > 0 || (order == 0 && (*place)->weight >= item->weight)) break;
    place = &(*place)->next;
  }
  item->next = *place;
  *place = item;
}

static APART int32_t kilometres(struct depot *depot, uint32_t from, uint32_t to) {
  int32_t best = depot->distance[from][to];
  for (uint32_t over = 0; over < 12; over++) {
    int32_t length = depot->distance[from][over] + depot->distance[over][to];
    if (length < best) best = length;
  }
  return best;
}

static APART void write_label(struct depot *depot, const struct item *item) {
  char *end = depot->label + 8;
  uint32_t code = item->postcode;
  *end = 0;
  for (uint32_t digit = 0; digit < 8; digit++) {
    *--end = (char)('0' + code % 10);
    code /= 10;
  }
  copy_text(depot->label + 8, item->street, sizeof depot->label - 8);
}

static APART uint32_t label_sum(const struct depot *depot) {
  uint32_t sum = 0;
  for (const char *at = depot->label; *at; at++) sum = sum * 31 + (uint8_t)*at;
  return sum;
}

uint32_t program_work(void *workspace) {
  struct depot *depot = workspace;
  uint32_t checksum = 1;
  depot->seed = 2024;
  depot->shipped = 0;
  fill(depot);
  for (uint32_t index = 0; index < 48; index++) insert(depot, &depot->items[index]);
  for (uint32_t kind = 0; kind < kinds; kind++) {
    for (struct item *item = depot->by_kind[kind]; item; item = item->next) {
      int32_t way = kilometres(depot, item->postcode % 12, (uint32_t)item->weight % 12);
      depot->shipped += price(item, way);
      write_label(depot, item);
      checksum = checksum * 17 + label_sum(depot);
    }
  }
  return checksum ^ (uint32_t)depot->shipped;
}
