// newlib through semihosting (rdimon): its own start-up, printf, scanf, malloc, files, sorting, string and time-free
// library code.
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Item {
  char name[12];
  int weight;
  struct Item *next;
};

static int by_weight(const void *a, const void *b) {
  return (*(struct Item *const *)a)->weight - (*(struct Item *const *)b)->weight;
}

static void formats(void) {
  printf("%d %i %5d|%-5d|%05d %+d %x %X %#x %o %u\n", -42, 7, 42, 42, 42, 42, 0xbeef, 0xBEEF, 255, 8, 4000000000u);
  printf("%s|%10s|%-10s|%.3s|%c %%\n", "text", "right", "left", "truncated", '*');
  printf("%lld %llx %hd\n", -1234567890123456789ll, 0x123456789abcdefull, (short)70000);
  printf("%f %.3f %e %g %g %10.2f|\n", 3.14159265358979, 2.0 / 3, 12345.678, 1e-10, 100000.0, -1.5);
  printf("%g %g %g\n", (double)INFINITY, -(double)INFINITY, (double)NAN);
}

static void memory(void) {
  struct Item *list = NULL, *array[20];
  for (int i = 0; i < 20; i++) {
    struct Item *item = malloc(sizeof *item);
    if (!item) abort();
    snprintf(item->name, sizeof item->name, "item-%02d", i);
    item->weight = (i * 37 + 11) % 53;
    item->next = list;
    list = item;
    array[i] = item;
  }
  qsort(array, 20, sizeof *array, by_weight);
  for (int i = 0; i < 20; i += 5) printf("%s weighs %d\n", array[i]->name, array[i]->weight);
  int count = 0;
  while (list) {
    struct Item *next = list->next;
    free(list);
    list = next;
    count++;
  }
  char *big = calloc(5000, 4);
  big = realloc(big, 100000);
  memset(big + 20000, 7, 80000);
  int sum = 0;
  for (int i = 0; i < 100000; i += 100) sum += big[i];
  free(big);
  printf("freed %d, sum %d\n", count, sum);
}

static void conversions(void) {
  int a, b;
  unsigned c;
  char word[16];
  float f;
  int found = sscanf("12 -7 beef hello 2.5e1", "%d %d %x %15s %f", &a, &b, &c, word, &f);
  printf("sscanf %d: %d %d %x %s %g\n", found, a, b, c, word, (double)f);
  char *end;
  printf("strtol %ld, strtod %.6f, strtoul %lu\n", strtol("-0x1fz", &end, 16), strtod("6.02214e23", NULL) / 1e23,
         strtoul("777", NULL, 8));
  printf("math %.6f %.6f %.6f %.6f\n", sin(1.0), exp(1.0), pow(2.0, 0.5), log10(1000.0));
  char text[] = "one,two;three four";
  for (char *token = strtok(text, ",; "); token; token = strtok(NULL, ",; ")) printf("[%s]", token);
  printf("\n");
}

static int files(void) {
  FILE *file = fopen("thumbprint-fixture.txt", "w");
  if (!file) {
    printf("cannot create a file: %s\n", strerror(errno));
    return 1;
  }
  for (int i = 0; i < 10; i++) fprintf(file, "%d squared is %d\n", i, i * i);
  fclose(file);
  file = fopen("thumbprint-fixture.txt", "r");
  int n, square, lines = 0, total = 0;
  while (fscanf(file, "%d squared is %d\n", &n, &square) == 2) {
    lines++;
    total += square;
  }
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  fseek(file, 17, SEEK_SET);
  char line[40];
  char *read = fgets(line, sizeof line, file);
  fclose(file);
  printf("file: %d lines, total %d, size %ld, at 17: %s", lines, total, size, read ? read : "nothing\n");
  file = fopen("thumbprint-fixture.txt", "ab");
  fwrite("\0\1\2\377", 1, 4, file);
  fclose(file);
  file = fopen("thumbprint-fixture.txt", "rb");
  fseek(file, -1, SEEK_END);
  printf("last byte %d, then %d\n", fgetc(file), fgetc(file));
  fclose(file);
  int removed = remove("thumbprint-fixture.txt");
  printf("remove %d, again %d\n", removed, remove("thumbprint-fixture.txt"));
  file = fopen("no-such-directory/file", "r");
  printf("open of what is not there: %s\n", file ? "given" : "refused");
  return 0;
}

static void at_end(void) { printf("atexit ran\n"); }

int main(void) {
  atexit(at_end);
  formats();
  memory();
  conversions();
  int failed = files();
  return failed ? 1 : 42;
}
