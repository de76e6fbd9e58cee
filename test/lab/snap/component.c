// Life of a component: flags, checks, listeners, then serve until SIGTERM. Failures are ordered through a file.
#include "component.h"
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static volatile sig_atomic_t terminated, look_now;
static char command_line[65536];
static void on_signal(int number) { if (number == SIGUSR1) look_now = 1; else terminated = 1; }
static void remember_command_line(int argc, char **argv);
static void notify_ready(void);
static void wait_seconds(double seconds);
static void stop_if_told(void);
static double now(void);

int main(int argc, char **argv) {
  char exe[PATH_MAX] = "";
  if (readlink("/proc/self/exe", exe, sizeof exe - 1) < 0) return 1;
  component = strdup(strrchr(exe, '/') + 1);
  setvbuf(stderr, NULL, _IOLBF, 0);
  remember_command_line(argc, argv);
  parse_flags(argc, argv);

  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGUSR1, &action, NULL);
  signal(SIGPIPE, SIG_IGN);

  if (failing("exit")) fail("lab: told to fail: exit");
  check_flags();
  if (is("kubelet")) kernel_flags();
  if (is("kube-apiserver")) read_encryption();
  if (failing("slow")) wait_seconds(fail_seconds(20));
  double dies_at = failing("die-after") ? now() + fail_seconds(10) : 0, killed_at = failing("oom") ? now() + fail_seconds(3) : 0;
  if (!failing("refuse")) open_listeners();
  notify_ready();
  fprintf(stderr, "%s %s started\n", component, getenv("SNAP_VERSION") ? getenv("SNAP_VERSION") : "");

  double interval = seconds_of(flag_or("service-args-controller-check-interval", "2m"), 120), look_at = now() + interval;
  for (;;) {
    stop_if_told();
    if (is("kubelet")) heartbeat();
    if (is("k8sd") && !flag_true("disable-service-args-controller") && (look_now || now() >= look_at)) {
      look_now = 0;
      look_at = now() + interval;
      check_drift();
    }
    if (dies_at && now() >= dies_at) fail("lab: told to fail: die-after");
    if (killed_at && now() >= killed_at) kill(getpid(), SIGKILL);
    serve_for(dies_at || killed_at ? 500 : 5000);
  }
}

static void stop_if_told(void) {
  if (terminated && !failing("ignore-term")) exit(0);
}

static void wait_seconds(double seconds) {
  for (double end = now() + seconds; now() < end; usleep(100000)) stop_if_told();
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

// systemd's Type=notify (containerd).
static void notify_ready(void) {
  const char *path = getenv("NOTIFY_SOCKET");
  if (!path) return;
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  strncpy(to.sun_path, path, sizeof to.sun_path - 1);
  if (*path == '@') to.sun_path[0] = 0;
  int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (sendto(s, "READY=1", 7, 0, (struct sockaddr *)&to, offsetof(struct sockaddr_un, sun_path) + strlen(path)) < 0)
    fail("sd_notify: %s", strerror(errno));
  close(s);
}

static void remember_command_line(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    strncat(command_line, argv[i], sizeof command_line - strlen(command_line) - 2);
    strcat(command_line, " ");
  }
}

// /var/lib/bulwark-lab/fail/COMPONENT: the mode in the first line; in the second, if not empty, a text that must occur in
// the command line for the failure to apply.
const char *fail_mode(void) {
  static char mode[64];
  char path[PATH_MAX], when[256] = "";
  snprintf(path, sizeof path, "/var/lib/bulwark-lab/fail/%s", component);
  FILE *f = fopen(path, "re");
  if (!f) return "";
  *mode = 0;
  if (fgets(mode, sizeof mode, f)) mode[strcspn(mode, "\n")] = 0;
  if (fgets(when, sizeof when, f)) when[strcspn(when, "\n")] = 0;
  fclose(f);
  return *when && !strstr(command_line, when) ? "" : mode;
}

bool failing(const char *mode) {
  const char *told = fail_mode();
  return strlen(mode) == strcspn(told, "=") && !strncmp(told, mode, strlen(mode));
}

double fail_seconds(double fallback) {
  const char *value = strchr(fail_mode(), '=');
  return value ? atof(value + 1) : fallback;
}

char *read_text(const char *path) {
  FILE *f = fopen(path, "re");
  if (!f) return NULL;
  char *text = NULL;
  size_t size = 0;
  if (getdelim(&text, &size, 0, f) < 0) {
    free(text);
    text = ferror(f) ? NULL : strdup("");
  }
  fclose(f);
  return text;
}
