// Listeners and answers. One process forked for each connection: a client that hangs hurts only itself.
#include "component.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEARTBEATS "/var/lib/bulwark-lab/cluster/heartbeats"
#define TAINTS "/var/lib/bulwark-lab/cluster/taints" // a file a node: its taints, a JSON list
#define NODE_GRACE_SECONDS 40 // --node-monitor-grace-period of the controller manager up to 1.31; 50 from 1.32

struct request { char method[16], path[1024], query[1024], token[256], *body; };
struct answer { int code; const char *type; char *body; size_t size; FILE *out; };
typedef void answerer(const struct request *, struct answer *);
struct listener { int fd; bool tls; answerer *answer; };
static struct listener listeners[4];
static int listener_count;
static SSL_CTX *tls;

static void listen_on(const char *address, const char *port, bool with_tls, answerer *answer);
static void listen_at(const char *address_and_port, bool with_tls, answerer *answer);
static void talk(int fd, const struct listener *l);
static answerer answer_api, answer_health, answer_kubelet, answer_etcd;
static void relay(int fd);
static int dial(const char *address, const char *port);

void open_listeners(void) {
  signal(SIGCHLD, is("k8sd") ? SIG_DFL : SIG_IGN); // k8sd waits for the commands it runs, and never forks here
  if (is("kube-apiserver")) listen_on(flag_or("bind-address", "0.0.0.0"), flag_or("secure-port", "6443"), true, answer_api);
  if (is("kube-controller-manager")) listen_on(flag_or("bind-address", "0.0.0.0"), flag_or("secure-port", "10257"), true, answer_health);
  if (is("kube-scheduler")) listen_on(flag_or("bind-address", "0.0.0.0"), flag_or("secure-port", "10259"), true, answer_health);
  if (is("kubelet")) {
    listen_on(flag_or("healthz-bind-address", "127.0.0.1"), flag_or("healthz-port", "10248"), false, answer_health);
    listen_on(flag_or("address", "0.0.0.0"), flag_or("port", "10250"), true, answer_kubelet);
    listen_on(flag_or("address", "0.0.0.0"), flag_or("read-only-port", "10255"), false, answer_kubelet);
  }
  if (is("kube-proxy")) listen_at(flag_or("healthz-bind-address", "127.0.0.1:10256"), false, answer_health);
  if (is("etcd")) listen_at("127.0.0.1:2379", true, answer_etcd);
  if (is("k8s-apiserver-proxy")) listen_at(flag_or("listen", "127.0.0.1:6443"), false, NULL);
}

static void listen_at(const char *address_and_port, bool with_tls, answerer *answer) {
  const char *colon = strrchr(address_and_port, ':');
  if (!colon) fail("address %s: missing port in address", address_and_port);
  char *address = strndup(address_and_port, colon - address_and_port);
  listen_on(address, colon + 1, with_tls, answer);
  free(address);
}

static void listen_on(const char *address, const char *port, bool with_tls, answerer *answer) {
  if (!strcmp(port, "0")) return;
  struct addrinfo *found, hints = {.ai_flags = AI_PASSIVE | AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
  if (getaddrinfo(*address ? address : "0.0.0.0", port, &hints, &found)) fail("listen tcp %s:%s: invalid address", address, port);
  int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, found->ai_addr, found->ai_addrlen) || listen(fd, 64)) fail("failed to listen on %s:%s: bind: %s", address, port, strerror(errno));
  freeaddrinfo(found);
  listeners[listener_count++] = (struct listener){fd, with_tls, answer};
  if (!with_tls || tls) return;
  char own_certificate[PATH_MAX], own_key[PATH_MAX];
  const char *snap = getenv("SNAP") ? getenv("SNAP") : "/snap/k8s/current";
  snprintf(own_certificate, sizeof own_certificate, "%s/tls/self-signed.crt", snap);
  snprintf(own_key, sizeof own_key, "%s/tls/self-signed.key", snap);
  const char *certificate = flag_or(is("etcd") ? "cert-file" : "tls-cert-file", own_certificate);
  const char *key = flag_or(is("etcd") ? "key-file" : "tls-private-key-file", own_key);
  tls = SSL_CTX_new(TLS_server_method());
  if (SSL_CTX_use_certificate_chain_file(tls, certificate) != 1 || SSL_CTX_use_PrivateKey_file(tls, key, SSL_FILETYPE_PEM) != 1)
    fail("tls: failed to load key pair %s %s", certificate, key);
  if (!strcmp(flag_or("tls-min-version", ""), "VersionTLS13")) SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION);
}

void serve_for(int milliseconds) {
  struct pollfd polled[4];
  for (int i = 0; i < listener_count; i++) polled[i] = (struct pollfd){.fd = listeners[i].fd, .events = POLLIN};
  struct timespec start, t;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (int left = milliseconds; left > 0;) {
    if (poll(polled, listener_count, left) < 0) return; // a signal
    for (int i = 0; i < listener_count; i++) {
      int fd = polled[i].revents & POLLIN ? accept4(polled[i].fd, NULL, NULL, SOCK_CLOEXEC) : -1;
      if (fd >= 0 && fork() == 0) {
        signal(SIGTERM, SIG_DFL);
        for (int other = 0; other < listener_count; other++) close(listeners[other].fd);
        talk(fd, &listeners[i]);
        _exit(0);
      }
      if (fd >= 0) close(fd);
    }
    clock_gettime(CLOCK_MONOTONIC, &t);
    left = milliseconds - (int)((t.tv_sec - start.tv_sec) * 1000 + (t.tv_nsec - start.tv_nsec) / 1000000);
  }
}

// --- one connection
static ssize_t get(SSL *s, int fd, char *to, size_t size) { return s ? SSL_read(s, to, (int)size) : read(fd, to, size); }
static void put(SSL *s, int fd, const char *text, size_t size) {
  while (size) {
    ssize_t n = s ? SSL_write(s, text, (int)size) : write(fd, text, size);
    if (n <= 0) return;
    text += n;
    size -= n;
  }
}
static bool parse_request(char *text, struct request *r);
static void audit(const struct request *r, const struct answer *a);
static void status(struct answer *a, int code, const char *reason, const char *message);

static void talk(int fd, const struct listener *l) {
  alarm(failing("hang") ? 3600 : l->answer ? 10 : 0); // SIGALRM ends this connection's process
  if (failing("hang")) for (;;) pause();
  if (!l->answer) { relay(fd); return; }
  SSL *s = NULL;
  if (l->tls) {
    s = SSL_new(tls);
    SSL_set_fd(s, fd);
    if (SSL_accept(s) != 1) return;
  }
  static char text[2 << 20];
  size_t size = 0;
  for (ssize_t n; size < sizeof text - 1 && (n = get(s, fd, text + size, sizeof text - 1 - size)) > 0;) {
    text[size += n] = 0;
    const char *body = strstr(text, "\r\n\r\n"), *length = strcasestr(text, "\r\nContent-Length: ");
    if (body && (!length || length > body || strlen(body + 4) >= strtoul(length + 18, NULL, 10))) break;
  }
  struct request r;
  struct answer a = {.code = 200, .type = "text/plain; charset=utf-8"};
  if (!size || !parse_request(text, &r)) return;
  a.out = open_memstream(&a.body, &a.size);
  l->answer(&r, &a);
  fclose(a.out);
  char head[512];
  const char *reason = a.code == 200 ? "OK" : a.code == 401 ? "Unauthorized" : a.code == 403 ? "Forbidden" : a.code == 400 ? "Bad Request" : a.code == 404 ? "Not Found" : a.code == 405 ? "Method Not Allowed" : a.code == 409 ? "Conflict" : "Internal Server Error";
  int n = snprintf(head, sizeof head, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", a.code, reason, a.type, a.size);
  put(s, fd, head, n);
  put(s, fd, a.body, a.size);
  if (s) SSL_shutdown(s);
  if (is("kube-apiserver")) audit(&r, &a);
}

static bool parse_request(char *text, struct request *r) {
  memset(r, 0, sizeof *r);
  char target[1024] = "";
  if (sscanf(text, "%15s %1023s", r->method, target) != 2) return false;
  char *body = strstr(text, "\r\n\r\n");
  r->body = body ? body + 4 : text + strlen(text);
  char *question = strchr(target, '?');
  if (question) { snprintf(r->query, sizeof r->query, "%s", question + 1); *question = 0; }
  snprintf(r->path, sizeof r->path, "%s", target);
  const char *bearer = strcasestr(text, "\r\nAuthorization: Bearer ");
  if (bearer) sscanf(bearer + 24, "%255s", r->token);
  return true;
}

// --- health
// The names and the layout are those of the real ?verbose answer; only the count is smaller.
static const char *api_checks[] = {"ping", "log", "etcd", "informer-sync", "poststarthook/start-apiserver-admission-initializer",
                                   "poststarthook/rbac/bootstrap-roles", "autoregister-completion", "shutdown", NULL};
static const char *plain_checks[] = {"ping", "log", "leaderElection", NULL};

static void health(const struct request *r, struct answer *a, const char **checks, const char *broken) {
  const char *name = r->path + 1;
  bool verbose = strstr(r->query, "verbose") || broken;
  if (broken) a->code = 500;
  for (int i = 0; verbose && checks[i]; i++) {
    bool bad = broken && !strcmp(checks[i], broken);
    fprintf(a->out, "[%c]%s %s\n", bad ? '-' : '+', checks[i], bad ? "failed: reason withheld" : "ok");
  }
  if (verbose) fprintf(a->out, "%s check %s\n", name, broken ? "failed" : "passed");
  else fputs("ok", a->out);
}
static bool health_path(const char *path) {
  return !strcmp(path, "/healthz") || !strcmp(path, "/livez") || !strcmp(path, "/readyz");
}

static void answer_health(const struct request *r, struct answer *a) {
  if (health_path(r->path)) health(r, a, plain_checks, failing("unready") ? (is("kubelet") ? "log" : "leaderElection") : NULL);
  else if (is("kubelet") || is("kube-proxy")) { a->code = 404; fputs("404 page not found\n", a->out); }
  else status(a, 403, "Forbidden", "forbidden: User \\\"system:anonymous\\\" cannot get path");
}
static void answer_etcd(const struct request *r, struct answer *a) {
  (void)r;
  if (failing("unready")) { a->code = 503; fputs("{\"health\":\"false\",\"reason\":\"RAFT NO LEADER\"}", a->out); }
  else fputs("{\"health\":\"true\",\"reason\":\"\"}", a->out);
}

// --- the API
static bool known_token(const char *token);
static bool etcd_answers(void);
static void nodes(const char *name, struct answer *a);
static void lease(const char *name, struct answer *a);

static void answer_kubelet(const struct request *r, struct answer *a) {
  if (flag_true("anonymous-auth") || !flag("anonymous-auth") || known_token(r->token)) fputs("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}\n", a->out);
  else { a->code = 401; fputs("Unauthorized", a->out); }
}

static void answer_api(const struct request *r, struct answer *a) {
  const char *leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/";
  if (!known_token(r->token)) { status(a, 401, "Unauthorized", "Unauthorized"); return; }
  if (health_path(r->path)) { health(r, a, api_checks, failing("unready") || !etcd_answers() ? "etcd" : NULL); return; }
  if (!strcmp(r->path, "/readyz/etcd") || !strcmp(r->path, "/livez/etcd")) {
    if (etcd_answers() && !failing("unready")) fputs("ok", a->out);
    else { a->code = 500; fputs("internal server error: etcd failed: reason withheld\n", a->out); }
    return;
  }
  a->type = "application/json";
  if (!strcmp(r->path, "/version")) fprintf(a->out, "{\"major\":\"1\",\"minor\":\"%.2s\",\"gitVersion\":\"v%s\",\"platform\":\"linux/amd64\"}\n", VERSION + 2, VERSION);
  else if (!strcmp(r->path, "/api/v1/nodes")) nodes(NULL, a);
  else if (!strncmp(r->path, "/api/v1/nodes/", 14)) nodes(r->path + 14, a);
  else if (!strncmp(r->path, leases, strlen(leases))) lease(r->path + strlen(leases), a);
  else if (strcmp(r->method, "GET")) {
    if (!(a->code = write_secret(r->method, r->path, r->body, a->out))) status(a, 405, "MethodNotAllowed", "the lab's API changes Secrets only");
  } else if (!(a->code = answer_objects(r->path, r->query, a->out))) status(a, 404, "NotFound", "the server could not find the requested resource");
}

static void status(struct answer *a, int code, const char *reason, const char *message) {
  a->code = code;
  a->type = "application/json";
  fprintf(a->out, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"%s\",\"reason\":\"%s\",\"code\":%d}\n", message, reason, code);
}

// Any token of a kubeconfig of this host counts; who may do what (RBAC) is not modelled.
static bool known_token(const char *token) {
  static const char *files[] = {"admin", "controller", "scheduler", "kubelet", "proxy"};
  for (int i = 0; *token && i < 5; i++) {
    char path[64], have[256] = "";
    snprintf(path, sizeof path, "/etc/kubernetes/%s.conf", files[i]);
    char *text = read_text(path), *p = text ? strstr(text, "token: ") : NULL;
    if (p) sscanf(p + 7, "%255s", have);
    free(text);
    if (*have && !strcmp(have, token)) return true;
  }
  return false;
}

static bool etcd_answers(void) {
  if (!strstr(flag_or("etcd-servers", ""), "127.0.0.1:2379")) return true; // an external datastore
  int fd = dial("127.0.0.1", "2379");
  if (fd >= 0) close(fd);
  return fd >= 0;
}

static void audit(const struct request *r, const struct answer *a) {
  const char *path = flag("audit-log-path");
  if (!path || !flag("audit-policy-file") || !strcmp(path, "-")) return;
  char folder[PATH_MAX], when[64];
  snprintf(folder, sizeof folder, "%s", path);
  if (strrchr(folder, '/')) *strrchr(folder, '/') = 0;
  for (char *p = folder + 1; (p = strchr(p, '/')); *p++ = '/') { *p = 0; mkdir(folder, 0700); }
  mkdir(folder, 0700);
  FILE *f = NULL;
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0 || !(f = fdopen(fd, "a"))) return;
  time_t t = time(NULL);
  strftime(when, sizeof when, "%FT%TZ", gmtime(&t));
  fprintf(f, "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"Metadata\",\"auditID\":\"%d-%ld\",\"stage\":\"ResponseComplete\",\"requestURI\":\"%s\",\"verb\":\"%s\",\"responseStatus\":{\"code\":%d},\"requestReceivedTimestamp\":\"%s\"}\n",
          getpid(), (long)t, r->path, strcmp(r->method, "GET") ? r->method : "get", a->code, when);
  fclose(f);
}

// --- nodes: every kubelet renews HEARTBEATS/NODE (a folder that all hosts share) as it would renew its lease through the API
void heartbeat(void) {
  static time_t last;
  if (time(NULL) - last < 5 || failing("refuse") || failing("hang")) return;
  int fd = dial("127.0.0.1", "6443");
  if (fd < 0) return; // no API server: nothing can be renewed
  close(fd);
  char host[256] = "", path[PATH_MAX];
  gethostname(host, sizeof host - 1);
  snprintf(path, sizeof path, HEARTBEATS "/.%s", host);
  FILE *f = fopen(path, "we");
  if (!f) return;
  fprintf(f, "%s %s %s %s\n", VERSION, access("/var/snap/k8s/common/lock/worker", F_OK) ? "control-plane" : "worker", flag_or("node-ip", "127.0.0.1"), failing("unready") ? "False" : "True");
  fclose(f);
  char final[PATH_MAX];
  snprintf(final, sizeof final, HEARTBEATS "/%s", flag_or("hostname-override", host));
  if (!rename(path, final)) last = time(NULL);
}

static bool one_node(const char *name, FILE *out) {
  char path[PATH_MAX], version[64] = "", role[64] = "", address[64] = "", ready[16] = "", when[64];
  snprintf(path, sizeof path, HEARTBEATS "/%s", name);
  struct stat st;
  char *text = strchr(name, '/') ? NULL : read_text(path);
  if (!text || stat(path, &st) || sscanf(text, "%63s %63s %63s %15s", version, role, address, ready) != 4) { free(text); return false; }
  free(text);
  snprintf(path, sizeof path, TAINTS "/%s", name);
  char *taints = read_text(path);
  bool silent = time(NULL) - st.st_mtime > NODE_GRACE_SECONDS;
  bool fine = !silent && !strcmp(ready, "True");
  strftime(when, sizeof when, "%FT%TZ", gmtime(&st.st_mtime));
  fprintf(out,
          "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"labels\":{\"kubernetes.io/hostname\":\"%s\",\"node-role.kubernetes.io/%s\":\"\"}},"
          "\"spec\":{%s%s},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\",\"lastHeartbeatTime\":\"%s\",\"reason\":\"%s\",\"message\":\"%s\"}],"
          "\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"%s\"},{\"type\":\"Hostname\",\"address\":\"%s\"}],\"nodeInfo\":{\"kubeletVersion\":\"v%s\"}}}",
          name, name, role, taints ? "\"taints\":" : "", taints ? taints : "", silent ? "Unknown" : ready, when, silent ? "NodeStatusUnknown" : fine ? "KubeletReady" : "KubeletNotReady",
          silent ? "Kubelet stopped posting node status." : fine ? "kubelet is posting ready status" : "kubelet is not ready", address, name, version);
  free(taints);
  return true;
}

static void nodes(const char *name, struct answer *a) {
  if (name) {
    char message[300];
    snprintf(message, sizeof message, "nodes \\\"%.200s\\\" not found", name);
    if (!one_node(name, a->out)) status(a, 404, "NotFound", message);
    return;
  }
  fputs("{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[", a->out);
  DIR *d = opendir(HEARTBEATS);
  int count = 0;
  for (struct dirent *e; d && (e = readdir(d));) {
    if (*e->d_name == '.') continue;
    if (count++) fputc(',', a->out);
    if (!one_node(e->d_name, a->out)) fputs("null", a->out);
  }
  fputs("]}", a->out);
}

static void lease(const char *name, struct answer *a) {
  char path[PATH_MAX], when[64];
  struct stat st;
  snprintf(path, sizeof path, HEARTBEATS "/%s", name);
  if (strchr(name, '/') || stat(path, &st)) { status(a, 404, "NotFound", "leases.coordination.k8s.io not found"); return; }
  strftime(when, sizeof when, "%FT%T.000000Z", gmtime(&st.st_mtime));
  fprintf(a->out, "{\"kind\":\"Lease\",\"apiVersion\":\"coordination.k8s.io/v1\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"kube-node-lease\"},\"spec\":{\"holderIdentity\":\"%s\",\"leaseDurationSeconds\":40,\"renewTime\":\"%s\"}}\n", name, name, when);
}

// --- k8s-apiserver-proxy: a worker's 127.0.0.1:6443, carried to the first control plane that accepts
static int dial(const char *address, const char *port) {
  struct addrinfo *found, hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
  if (getaddrinfo(address, port, &hints, &found)) return -1;
  int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct timeval limit = {.tv_sec = 2};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit); // bounds connect(), too
  int failed = connect(fd, found->ai_addr, found->ai_addrlen);
  freeaddrinfo(found);
  if (!failed) return fd;
  close(fd);
  return -1;
}

static void relay(int fd) {
  char *text = read_text(flag_or("endpoints", "")), *save = NULL;
  int up = -1;
  for (char *item = text ? strtok_r(text, "\"", &save) : NULL; item && up < 0; item = strtok_r(NULL, "\"", &save)) {
    char *colon = strrchr(item, ':');
    if (!colon || colon == item || item[0] < '0' || item[0] > '9') continue;
    *colon = 0;
    up = dial(item, colon + 1);
  }
  char buffer[16384];
  struct pollfd ends[2] = {{.fd = fd, .events = POLLIN}, {.fd = up, .events = POLLIN}};
  while (up >= 0 && poll(ends, 2, 300000) > 0)
    for (int i = 0; i < 2; i++) {
      if (!ends[i].revents) continue;
      ssize_t n = read(ends[i].fd, buffer, sizeof buffer);
      if (n <= 0) return;
      put(NULL, ends[1 - i].fd, buffer, n);
    }
}
