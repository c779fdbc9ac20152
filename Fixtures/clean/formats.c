// newlib's stdio with its own start-up: numbers to text and back, through printf, sprintf and sscanf.
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;
static void expect(int ok, const char *what) {
  if (ok) return;
  failures++;
  printf("wrong: %s\n", what);
}

static int format(char *to, size_t size, const char *text, ...) {
  va_list arguments;
  va_start(arguments, text);
  int length = vsnprintf(to, size, text, arguments);
  va_end(arguments);
  return length;
}

static void integers(void) {
  char line[80];
  for (int width = 0; width < 12; width += 3) {
    int length = sprintf(line, "%*d|%-*u|%0*x|%+d|%s", width, -width * 1001, width, 77u, width, 0xBEEFu, width, "end");
    expect(length == (int)strlen(line), "length");
    printf("%s\n", line);
  }
#ifdef _NANO_FORMATTED_IO
  // The small printf knows neither long long nor char.
  printf("%ld %lx %hd %c %%\n", -1234567890l, 0x89abcdeful, (short)-3, 'x');
#else
  printf("%lld %llx %hhd %c %%\n", -1234567890123456789ll, 0x123456789abcdefull, (signed char)-3, 'x');
#endif
}

static void floats(void) {
  static const double values[] = {0, 1, -1.5, 3.14159265358979, 1e-7, 6.02e23, 1.0 / 3, 99999.5, 1e300, 123456789.125};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    printf("%f %e %g %.3f %10.2g|\n", values[i] > 1e20 ? 0.0 : values[i], values[i], values[i],
           values[i] > 1e20 ? 0.0 : values[i], values[i]);
    char text[40];
    snprintf(text, sizeof text, "%.17g", values[i]);
    double back = strtod(text, NULL);
    expect(back == values[i], text);
  }
}

static void truncated(void) {
  char small[8];
  for (size_t size = 1; size <= sizeof small; size++) {
    int length = format(small, size, "%s-%d", "long", 12345);
    expect(length == 10 && strlen(small) == size - 1, "truncated");
  }
  char *exact = malloc(9);
  if (!exact) return;
  expect(format(exact, 9, "%08lx", 0xC0FFEEul) == 8, "exact");
  puts(exact);
  free(exact);
}

static void scanned(void) {
  int day, month, year, count;
  char word[8];
  unsigned hexadecimal;
  expect(sscanf("2024-06-30", "%d-%d-%d", &year, &month, &day) == 3 && year == 2024 && month == 6 && day == 30, "date");
  expect(sscanf("pump 0x1F rest", "%7s %x%n", word, &hexadecimal, &count) == 2 && hexadecimal == 31, "word");
  expect(count == 9, "count");
  expect(sscanf("x", "%d", &day) == 0 && day == 30, "nothing");
  double ratio;
  expect(sscanf("ratio=2.5e-1", "ratio=%lf", &ratio) == 1 && ratio == 0.25, "double");
  expect(strtol("-77xyz", NULL, 10) == -77 && strtoul("0777", NULL, 0) == 511, "strtol");
  expect(atoi("  42 ") == 42, "atoi");
}

int main(void) {
  integers();
  floats();
  truncated();
  scanned();
  printf("failures %d\n", failures);
  return failures;
}
