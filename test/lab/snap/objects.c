// Objects of the API that nobody here acts on: OBJECTS/PLURAL has one a line, compact JSON with kind left out and metadata
// first (name, then namespace), so that a test plants one by adding a line. No file, no objects. Selectors are refused.
#include "component.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OBJECTS "/var/lib/bulwark-lab/cluster/objects/"
#define PODS "/var/lib/bulwark-lab/cluster/pods" // more pods, a line each: NAMESPACE NAME NODE IMAGE=PULL-POLICY...

static const struct kind { const char *group, *plural, *name; bool namespaced; } kinds[] = {
    {"v1", "configmaps", "ConfigMap", true},
    {"v1", "limitranges", "LimitRange", true},
    {"v1", "namespaces", "Namespace", false},
    {"v1", "persistentvolumes", "PersistentVolume", false},
    {"v1", "pods", "Pod", true},
    {"v1", "replicationcontrollers", "ReplicationController", true},
    {"v1", "resourcequotas", "ResourceQuota", true},
    {"v1", "secrets", "Secret", true},
    {"v1", "serviceaccounts", "ServiceAccount", true},
    {"v1", "services", "Service", true},
    {"admissionregistration.k8s.io/v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false},
    {"admissionregistration.k8s.io/v1", "validatingadmissionpolicies", "ValidatingAdmissionPolicy", false},
    {"admissionregistration.k8s.io/v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false},
    {"apps/v1", "daemonsets", "DaemonSet", true},
    {"apps/v1", "deployments", "Deployment", true},
    {"apps/v1", "replicasets", "ReplicaSet", true},
    {"apps/v1", "statefulsets", "StatefulSet", true},
    {"batch/v1", "cronjobs", "CronJob", true},
    {"batch/v1", "jobs", "Job", true},
    {"networking.k8s.io/v1", "ingresses", "Ingress", true},
    {"networking.k8s.io/v1", "networkpolicies", "NetworkPolicy", true},
    {"rbac.authorization.k8s.io/v1", "clusterrolebindings", "ClusterRoleBinding", false},
    {"rbac.authorization.k8s.io/v1", "clusterroles", "ClusterRole", false},
    {"rbac.authorization.k8s.io/v1", "rolebindings", "RoleBinding", true},
    {"rbac.authorization.k8s.io/v1", "roles", "Role", true},
};

struct wanted { const struct kind *kind; char namespace[256], name[256]; long limit, from; };

static bool read_path(const char *path, struct wanted *w);
static const char *read_query(const char *query, struct wanted *w);
static char *lines_of(const struct wanted *w, char *why, size_t size);
static bool value_is(const char *line, const char *key, const char *value);
static int not_found(const struct wanted *w, FILE *out);
static void list(const struct wanted *w, char *lines, FILE *out);

// The code of the answer, whose body is in `out`; 0: no such kind.
int answer_objects(const char *path, const char *query, FILE *out) {
  struct wanted w = {0};
  if (!read_path(path, &w)) return 0;
  const char *problem = read_query(query, &w);
  if (problem) {
    fprintf(out, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"the lab's API does not know %s\",\"reason\":\"BadRequest\",\"code\":400}\n", problem);
    return 400;
  }
  char why[400] = "", *lines = lines_of(&w, why, sizeof why), *save = NULL;
  int code = 200;
  if (*why) {
    code = 500;
    fprintf(out, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"Internal error occurred: %s\",\"reason\":\"InternalError\",\"code\":500}\n", why);
  } else if (!*w.name) list(&w, lines, out);
  else {
    char *line = strtok_r(lines, "\n", &save);
    while (line && !(value_is(line, "name", w.name) && (!w.kind->namespaced || value_is(line, "namespace", w.namespace)))) line = strtok_r(NULL, "\n", &save);
    if (line) fprintf(out, "{\"kind\":\"%s\",\"apiVersion\":\"%s\",%s\n", w.kind->name, w.kind->group, line + 1);
    else code = not_found(&w, out);
  }
  free(lines);
  return code;
}

// /api/v1/PLURAL, /apis/GROUP/PLURAL, with namespaces/NAMESPACE before and NAME behind.
static bool read_path(const char *path, struct wanted *w) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    const struct kind *kind = &kinds[i];
    char prefix[300];
    int n = snprintf(prefix, sizeof prefix, strchr(kind->group, '/') ? "/apis/%s/" : "/api/%s/", kind->group), used = 0;
    if (strncmp(path, prefix, n)) continue;
    const char *rest = path + n;
    w->namespace[0] = 0;
    if (kind->namespaced && sscanf(rest, "namespaces/%255[^/]/%n", w->namespace, &used) == 1 && used) rest += used;
    size_t length = strlen(kind->plural);
    if (strncmp(rest, kind->plural, length)) continue;
    rest += length;
    if (*rest == '/' && rest[1] && !strchr(rest + 1, '/') && (!kind->namespaced || *w->namespace)) snprintf(w->name, sizeof w->name, "%s", rest + 1);
    else if (*rest) continue;
    w->kind = kind;
    return true;
  }
  return false;
}

static const char *read_query(const char *query, struct wanted *w) {
  char copy[1024], *save = NULL;
  snprintf(copy, sizeof copy, "%s", query);
  for (char *pair = strtok_r(copy, "&", &save); pair; pair = strtok_r(NULL, "&", &save)) {
    if (!strncmp(pair, "limit=", 6)) w->limit = atol(pair + 6);
    else if (!strncmp(pair, "continue=lab", 12)) w->from = atol(pair + 12);
    else return "selectors";
  }
  return NULL;
}

static void list(const struct wanted *w, char *lines, FILE *out) {
  char *save = NULL, *body = NULL;
  size_t size = 0;
  FILE *items = open_memstream(&body, &size);
  long seen = 0, given = 0, left = 0;
  for (char *line = strtok_r(lines, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
    if (*w->namespace && !value_is(line, "namespace", w->namespace)) continue;
    if (seen++ < w->from) continue;
    if (w->limit && given == w->limit) { left++; continue; }
    fprintf(items, "%s\n%s", given++ ? "," : "", line);
  }
  fclose(items);
  fprintf(out, "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"4711\"", w->kind->name, w->kind->group);
  if (left) fprintf(out, ",\"continue\":\"lab%ld\",\"remainingItemCount\":%ld", w->from + given, left);
  fprintf(out, "},\"items\":[%s\n]}\n", body);
  free(body);
}

static int not_found(const struct wanted *w, FILE *out) {
  const char *slash = strchr(w->kind->group, '/');
  int group = slash ? (int)(slash - w->kind->group) : 0;
  fprintf(out, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"%s%s%.*s \\\"%s\\\" not found\",\"reason\":\"NotFound\",\"code\":404}\n",
          w->kind->plural, group ? "." : "", group, w->kind->group, w->name);
  return 404;
}

// Of the first such key: metadata stands first.
static bool value_is(const char *line, const char *key, const char *value) {
  char text[600];
  snprintf(text, sizeof text, "\"%s\":\"", key);
  const char *at = strstr(line, text);
  size_t length = strlen(value);
  return at && !strncmp(at += strlen(text), value, length) && at[length] == '"';
}

static void short_pods(FILE *out);

// `why` says what of it cannot be read.
static char *lines_of(const struct wanted *w, char *why, size_t size_of_why) {
  const struct kind *kind = w->kind;
  char path[PATH_MAX], *body = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&body, &size);
  snprintf(path, sizeof path, OBJECTS "%s", kind->plural);
  bool secrets = !strcmp(kind->plural, "secrets");
  char *text = secrets ? NULL : read_text(path);
  if (text) fputs(text, out);
  free(text);
  if (secrets) secret_lines(w->namespace, w->name, out, why, size_of_why);
  if (!strcmp(kind->plural, "pods")) short_pods(out);
  fclose(out);
  return body;
}

// An image may hold "=" nowhere; a node of "-" is none yet.
static void short_pods(FILE *out) {
  char *text = read_text(PODS), *line_end = NULL, *word_end = NULL;
  for (char *line = text ? strtok_r(text, "\n", &line_end) : NULL; line; line = strtok_r(NULL, "\n", &line_end)) {
    const char *in = strtok_r(line, " ", &word_end), *name = strtok_r(NULL, " ", &word_end), *node = strtok_r(NULL, " ", &word_end);
    if (!node) continue;
    fprintf(out, "\n{\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"},\"spec\":{", name, in);
    if (strcmp(node, "-")) fprintf(out, "\"nodeName\":\"%s\",", node);
    fputs("\"containers\":[", out);
    int count = 0;
    for (char *image; (image = strtok_r(NULL, " ", &word_end)); count++) {
      char *policy = strchr(image, '=');
      if (policy) *policy++ = 0;
      fprintf(out, "%s{\"name\":\"c%d\",\"image\":\"%s\",\"imagePullPolicy\":\"%s\"}", count ? "," : "", count, image, policy ? policy : "IfNotPresent");
    }
    fputs("]}}", out);
  }
  free(text);
}
