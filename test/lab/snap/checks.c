// What the real component refuses when it starts. Each flag names its check in flags.tsv.
#include "component.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void run_check(const struct flag *f, const char *value);
static void readable(const struct flag *f, const char *path);
static void audit_policy(const char *path);
static void admission_config(const char *path);
static void admission_plugins(const char *flag_name, const char *list);
static void one_of(const struct flag *f, const char *value, const char *choices);
static char *field_value(const char *text, const char *key);

void check_flags(void) {
  each_given_flag(run_check);
  if (!is("kube-apiserver")) return;
  const char *enabled = flag_or("enable-admission-plugins", ""), *config = flag("admission-control-config-file");
  char *text = config ? read_text(config) : NULL;
  // The plugin's own error: its limits come from the configuration only.
  if (has_item(enabled, "EventRateLimit") && (!text || !strstr(text, "EventRateLimit")))
    fail("failed to initialize admission: couldn't init admission plugin \"EventRateLimit\": limits: Invalid value: []: must not be empty");
  free(text);
}

static void run_check(const struct flag *f, const char *value) {
  if (!strcmp(f->check, "file")) readable(f, value);
  if (!strcmp(f->check, "audit-policy")) audit_policy(value);
  if (!strcmp(f->check, "admission-config")) admission_config(value);
  if (!strcmp(f->check, "plugins")) admission_plugins(f->name, value);
  if (!strncmp(f->check, "one-of:", 7)) one_of(f, value, f->check + 7);
}

static void readable(const struct flag *f, const char *path) {
  if (*path && access(path, R_OK)) fail("%s: open %s: %s", f->name, path, errno == EACCES ? "permission denied" : "no such file or directory");
}

static void audit_policy(const char *path) {
  char *text = read_text(path);
  if (!text) fail("loading audit policy file: failed to read file path \"%s\": open %s: no such file or directory", path, path);
  char *version = field_value(text, "apiVersion:"), *kind = field_value(text, "kind:");
  if (strchr(text, '\t')) fail("loading audit policy file: failed decoding: yaml: found character that cannot start any token");
  if (!version || strcmp(version, "audit.k8s.io/v1")) fail("loading audit policy file: failed decoding: no kind \"%s\" is registered for version \"%s\"", kind ? kind : "", version ? version : "");
  if (!kind || strcmp(kind, "Policy")) fail("loading audit policy file: failed decoding: unknown kind \"%s\"", kind ? kind : "");
  if (!strstr(text, "rules:") || !strstr(text, "level:")) fail("loading audit policy file: loaded illegal policy with 0 rules from file %s", path);
  free(text); free(version); free(kind);
}

// A relative path resolves against the folder of the admission configuration itself.
static void admission_config(const char *path) {
  char *text = read_text(path), *line, *save = NULL;
  if (!text) fail("failed to read plugin config: unable to read admission control configuration from \"%s\" [open %s: no such file or directory]", path, path);
  char *version = field_value(text, "apiVersion:"), *kind = field_value(text, "kind:");
  if (!version || !kind || strcmp(version, "apiserver.config.k8s.io/v1") || strcmp(kind, "AdmissionConfiguration"))
    fail("failed to read plugin config: no kind \"%s\" is registered for version \"%s\"", kind ? kind : "", version ? version : "");
  char *copy = strdup(text);
  for (line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
    char *file = field_value(line, "path:"), full[2 * PATH_MAX];
    if (!file || !*file) { free(file); continue; }
    if (*file == '/') snprintf(full, sizeof full, "%s", file);
    else snprintf(full, sizeof full, "%.*s/%s", (int)(strrchr(path, '/') ? strrchr(path, '/') - path : 0), path, file);
    if (access(full, R_OK)) fail("failed to read plugin config: unable to read admission control configuration from \"%s\" [open %s: no such file or directory]", full, full);
    free(file);
  }
  free(copy); free(text); free(version); free(kind);
}

static const char known_plugins[] =
    "AlwaysAdmit,AlwaysDeny,AlwaysPullImages,CertificateApproval,CertificateSigning,CertificateSubjectRestriction,ClusterTrustBundleAttest,"
    "DefaultIngressClass,DefaultStorageClass,DefaultTolerationSeconds,DenyServiceExternalIPs,EventRateLimit,ExtendedResourceToleration,"
    "ImagePolicyWebhook,LimitPodHardAntiAffinityTopology,LimitRanger,MutatingAdmissionPolicy,MutatingAdmissionWebhook,NamespaceAutoProvision,"
    "NamespaceExists,NamespaceLifecycle,NodeRestriction,OwnerReferencesPermissionEnforcement,PersistentVolumeClaimResize,PodNodeSelector,"
    "PodSecurity,PodTolerationRestriction,Priority,ResourceQuota,RuntimeClass,ServiceAccount,StorageObjectInUseProtection,TaintNodesByCondition,"
    "ValidatingAdmissionPolicy,ValidatingAdmissionWebhook";

static void admission_plugins(const char *flag_name, const char *list) {
  char *copy = strdup(list), *save = NULL;
  for (char *plugin = strtok_r(copy, ",", &save); plugin; plugin = strtok_r(NULL, ",", &save))
    if (!has_item(known_plugins, plugin)) fail("%s plugin \"%s\" is unknown", flag_name, plugin);
  free(copy);
}

static void one_of(const struct flag *f, const char *value, const char *choices) {
  char *copy = strdup(value), *save = NULL;
  for (char *item = strtok_r(copy, ",", &save); item; item = strtok_r(NULL, ",", &save))
    if (!has_item(choices, item)) fail("invalid argument \"%s\" for \"--%s\" flag: \"%s\" is not one of %s", value, f->name, item, choices);
  free(copy);
}

// The first `key: value` of a YAML text, unquoted; NULL when there is none.
static char *field_value(const char *text, const char *key) {
  const char *p = strstr(text, key);
  if (!p) return NULL;
  p += strlen(key);
  p += strspn(p, " \"'");
  return strndup(p, strcspn(p, "\"'\n\r #"));
}

// With --protect-kernel-defaults the kubelet demands these values, without it the kubelet sets them, until the next boot
// (pkg/kubelet/cm/container_manager_linux.go, setupKernelTunables).
void kernel_flags(void) {
  static const struct { const char *key; long expected; } wanted[] = {
      {"vm/overcommit_memory", 1}, {"vm/panic_on_oom", 0}, {"kernel/panic", 10}, {"kernel/panic_on_oops", 1},
      {"kernel/keys/root_maxkeys", 1000000}, {"kernel/keys/root_maxbytes", 25000000}};
  char errors[2048] = "";
  int count = 0;
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    char path[128];
    snprintf(path, sizeof path, "/proc/sys/%s", wanted[i].key);
    char *text = read_text(path);
    long actual = text ? atol(text) : -1;
    free(text);
    if (actual == wanted[i].expected) continue;
    if (flag_true("protect-kernel-defaults")) {
      size_t used = strlen(errors);
      snprintf(errors + used, sizeof errors - used, "%sinvalid kernel flag: %s, expected value: %ld, actual value: %ld", count++ ? ", " : "", wanted[i].key, wanted[i].expected, actual);
      continue;
    }
    FILE *f = fopen(path, "we");
    if (!f || fprintf(f, "%ld\n", wanted[i].expected) < 0 || fclose(f)) fail("open %s: %s", path, strerror(errno));
  }
  if (count) fail(count > 1 ? "failed to run Kubelet: [%s]" : "failed to run Kubelet: %s", errors);
}
