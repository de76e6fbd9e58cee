// The command line, read as pflag reads it: kinds of values, lists that accumulate, the wording of errors.
#include "component.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct flag table[] = {
#include "flags.inc" // made from flags.tsv by image/snaps.sh
    {NULL, NULL, NULL, NULL, NULL}};
enum { TABLE = sizeof table / sizeof *table };
static char *values[TABLE];
const char *component;

static const struct flag *find(const char *name);
static void set(const struct flag *f, const char *value);
static const char *reject(const char *type, const char *value);
static void print_help(void);
static _Noreturn void unknown_flag(const char *name);

bool is(const char *name) { return !strcmp(component, name); }
static bool go_style(void) { return is("etcd") || is("containerd"); } // flag package of Go, not pflag

void parse_flags(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    char *arg = argv[i];
    if (!strcmp(arg, "-h") || !strcmp(arg, "--help")) print_help();
    if (!strcmp(arg, "--version")) {
      printf("%s v%s\n", strncmp(component, "kube", 4) ? component : "Kubernetes", VERSION);
      exit(0);
    }
    if (arg[0] != '-' || !arg[1]) fail("%s does not take any arguments, got [\"%s\"]", component, arg);
    char *name = arg + 1 + (arg[1] == '-'), *equals = strchr(name, '=');
    char *plain = strndup(name, equals ? (size_t)(equals - name) : strlen(name));
    const struct flag *f = find(plain);
    if (!f || (arg[1] != '-' && strlen(plain) > 1 && !go_style())) unknown_flag(plain);
    if (equals) set(f, equals + 1);
    else if (!strcmp(f->type, "bool")) set(f, "true");
    else if (i + 1 < argc) set(f, argv[++i]);
    else fail("flag needs an argument: --%s", plain);
    free(plain);
  }
}

const char *flag(const char *name) {
  const struct flag *f = find(name);
  return f ? values[f - table] : NULL;
}
const char *flag_or(const char *name, const char *fallback) { return flag(name) ? flag(name) : fallback; }
bool flag_true(const char *name) { return strchr("1tT", *flag_or(name, "f")) != NULL; }

static const struct flag *find(const char *name) {
  for (const struct flag *f = table; f->name; f++)
    if (!strcmp(f->name, name) && has_item(f->components, component)) return f;
  return NULL;
}

static void set(const struct flag *f, const char *value) {
  const char *reason = reject(f->type, value);
  if (reason) fail("invalid argument \"%s\" for \"--%s\" flag: %s", value, f->name, reason);
  char **slot = &values[f - table], *old = *slot;
  bool accumulates = !strcmp(f->type, "strings") || !strcmp(f->type, "stringArray") || !strncmp(f->type, "map", 3);
  if (old && accumulates) { if (asprintf(slot, "%s,%s", old, value) < 0) abort(); }
  else *slot = strdup(value);
}

// Why VALUE is not of this type, in the words of Go's strconv and time; NULL when it is.
static const char *reject(const char *type, const char *value) {
  static char reason[512];
  char *end = NULL;
  if (!strcmp(type, "bool")) {
    const char *good[] = {"1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) if (!strcmp(value, good[i])) return NULL;
    snprintf(reason, sizeof reason, "strconv.ParseBool: parsing \"%s\": invalid syntax", value);
  } else if (!strncmp(type, "int", 3) || !strncmp(type, "uint", 4)) {
    (void)!strtoll(value, &end, 10);
    if (*value && !*end && !(*type == 'u' && *value == '-')) return NULL;
    snprintf(reason, sizeof reason, "strconv.ParseInt: parsing \"%s\": invalid syntax", value);
  } else if (!strncmp(type, "float", 5)) {
    (void)!strtod(value, &end);
    if (*value && !*end) return NULL;
    snprintf(reason, sizeof reason, "strconv.ParseFloat: parsing \"%s\": invalid syntax", value);
  } else if (!strcmp(type, "duration")) {
    if (seconds_of(value, -1) != -1) return NULL;
    bool unitless = *value && value[strspn(value, "0123456789.")] == 0;
    snprintf(reason, sizeof reason, "time: %s duration \"%s\"", unitless ? "missing unit in" : "invalid", value);
  } else if (!strcmp(type, "ip")) {
    struct in6_addr a;
    if (inet_pton(AF_INET, value, &a) == 1 || inet_pton(AF_INET6, value, &a) == 1) return NULL;
    snprintf(reason, sizeof reason, "failed to parse IP: \"%s\"", value);
  } else if (!strcmp(type, "mapStringBool")) {
    char *copy = strdup(value), *save = NULL;
    for (char *pair = strtok_r(copy, ",", &save); pair; pair = strtok_r(NULL, ",", &save)) {
      char *equals = strchr(pair, '=');
      if (!equals) { snprintf(reason, sizeof reason, "missing bool value for %s", pair); return reason; }
      if (reject("bool", equals + 1)) {
        *equals = 0;
        snprintf(reason, sizeof reason, "invalid value of %s=%s, err: strconv.ParseBool: parsing \"%s\": invalid syntax", pair, equals + 1, equals + 1);
        return reason;
      }
    }
    free(copy);
    return NULL;
  } else return NULL;
  return reason;
}

double seconds_of(const char *text, double bad) {
  static const struct { const char *unit; double seconds; } units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}};
  double total = 0;
  const char *p = text + (*text == '-' || *text == '+');
  if (!strcmp(p, "0")) return 0;
  if (!*p) return bad;
  while (*p) {
    char *end;
    if (!isdigit((unsigned char)*p) && *p != '.') return bad;
    double number = strtod(p, &end);
    size_t length = strspn(end, "abcdefghijklmnopqrstuvwxyz"), i;
    for (i = 0; i < 6; i++) if (strlen(units[i].unit) == length && !strncmp(units[i].unit, end, length)) break;
    if (i == 6) return bad;
    total += number * units[i].seconds;
    p = end + length;
  }
  return *text == '-' ? -total - 1e-12 : total;
}

static void print_help(void) {
  printf("Usage:\n  %s [flags]\n\n%s flags:\n\n", component, go_style() ? "Member" : "Generic");
  for (const struct flag *f = table; f->name; f++) {
    if (find(f->name) != f) continue;
    char head[128];
    if (strlen(f->name) == 1) snprintf(head, sizeof head, "  -%s, --v Level", f->name);
    else snprintf(head, sizeof head, "      --%s %s", f->name, strcmp(f->type, "bool") ? f->type : "");
    if (go_style()) printf("  --%s\n    %s\n", f->name, f->text);
    else printf("%-58s %s\n", head, f->text);
  }
  if (!go_style()) printf("%-58s %s\n%-58s %s\n", "  -h, --help", "help", "      --version version[=true]", "Print version information and quit");
  exit(0);
}

static _Noreturn void unknown_flag(const char *name) {
  if (go_style()) fail("flag provided but not defined: -%s", name);
  if (strlen(name) == 1) fail("unknown shorthand flag: '%s' in -%s", name, name);
  fail("unknown flag: --%s", name);
}

_Noreturn void fail(const char *format, ...) {
  char text[4096];
  va_list list;
  va_start(list, format);
  vsnprintf(text, sizeof text, format, list);
  va_end(list);
  if (is("kubelet")) fprintf(stderr, "E0101 00:00:00.000000 %s run.go:72] \"command failed\" err=\"%s\"\n", component, text);
  else fprintf(stderr, "Error: %s\n", text);
  exit(1);
}

void each_given_flag(void (*visit)(const struct flag *, const char *)) {
  for (int i = 0; i < TABLE; i++)
    if (values[i]) visit(&table[i], values[i]);
}

bool has_item(const char *list, const char *item) {
  size_t length = strlen(item);
  for (const char *p = list; (p = strstr(p, item)); p++)
    if ((p == list || p[-1] == ',') && (p[length] == ',' || !p[length])) return true;
  return false;
}
