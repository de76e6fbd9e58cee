// k8sd's service args controller: an args file that differs from the running process makes k8sd restart that service.
// Both sides are compared as k8sd reads them: key = text before the first space or "=", value = the rest, trimmed of " only.
#include "component.h"
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARGS "/var/snap/k8s/common/args"
struct args { int count; char *items[512]; };

static void check_service(const char *service);
static int main_pid(const char *service);
static bool same(struct args *a, struct args *b);

void check_drift(void) {
  DIR *d = opendir(ARGS);
  for (struct dirent *e; d && (e = readdir(d));)
    if (e->d_type == DT_REG && *e->d_name != '.' && !strstr(e->d_name, "-env") && strcmp(e->d_name, "etcd") && strcmp(e->d_name, "k8sd"))
      check_service(e->d_name);
  if (d) closedir(d);
}

// Sorted by key; of one key the last value counts.
static void add(struct args *list, const char *line) {
  line += strspn(line, " \t\r");
  if (!*line || *line == '#' || list->count == 512) return;
  char *item = strdup(line), *value = item + strcspn(item, " =");
  if (*value) *value++ = 0;
  value += strspn(value, "\"");
  size_t length = strlen(value);
  while (length && strchr("\" \t\r", value[length - 1])) length--;
  char *entry;
  if (asprintf(&entry, "%s=%.*s", item, (int)length, value) < 0) abort();
  int at = 0, key = (int)strlen(item) + 1;
  while (at < list->count && strncmp(list->items[at], entry, key)) at++;
  list->items[at] = entry;
  if (at == list->count) list->count++;
  free(item);
}

static void check_service(const char *service) {
  int pid = main_pid(service);
  char path[PATH_MAX], exe[PATH_MAX] = "";
  snprintf(path, sizeof path, "/proc/%d/exe", pid);
  if (pid <= 0 || readlink(path, exe, sizeof exe - 1) < 0 || !strrchr(exe, '/') || strcmp(strrchr(exe, '/') + 1, service)) return;
  struct args wanted = {0}, live = {0};
  snprintf(path, sizeof path, ARGS "/%s", service);
  char *text = read_text(path), *save = NULL;
  if (!text) return;
  for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) add(&wanted, line);
  snprintf(path, sizeof path, "/proc/%d/cmdline", pid);
  FILE *f = fopen(path, "re");
  char *word = NULL;
  size_t size = 0;
  for (int i = 0; f && getdelim(&word, &size, 0, f) > 0; i++)
    if (i) add(&live, word);
  if (f) fclose(f);
  if (!same(&wanted, &live)) {
    char command[256];
    fprintf(stderr, "service arguments have drifted, restarting service=%s\n", service);
    snprintf(command, sizeof command, "snap restart k8s.%s >/dev/null", service);
    for (int attempt = 0; attempt < 5 && system(command) != 0; attempt++) sleep(5);
  }
}

static int main_pid(const char *service) {
  char command[256];
  int pid = 0;
  snprintf(command, sizeof command, "systemctl show --property=MainPID --value snap.k8s.%s.service", service);
  FILE *f = popen(command, "re");
  if (f && fscanf(f, "%d", &pid) != 1) pid = 0;
  if (f) pclose(f);
  return pid;
}

static int order(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }
static bool same(struct args *a, struct args *b) {
  qsort(a->items, a->count, sizeof *a->items, order);
  qsort(b->items, b->count, sizeof *b->items, order);
  if (a->count != b->count) return false;
  for (int i = 0; i < a->count; i++)
    if (strcmp(a->items[i], b->items[i])) return false;
  return true;
}
