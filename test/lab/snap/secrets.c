// Secrets as a datastore would hold them: encrypted as the configuration says that this API server read at its start.
// OBJECTS/secrets has one a line: compact JSON where the provider is identity, else
//   /registry/secrets/NAMESPACE/NAME k8s:enc:PROVIDER:v1:KEY-NAME:BASE64
// Prefix, order of providers and what cannot be read are Kubernetes'. The cipher is not: AES-256-GCM of OpenSSL with the
// digest of the key stands in for each provider, and the name of a kms plugin for its key.
#include "component.h"
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define STORE "/var/lib/bulwark-lab/cluster/objects/secrets"
#define CONFLICTS "/var/lib/bulwark-lab/cluster/conflicts" // so many replacements are still answered with a conflict
#define REGISTRY "/registry/secrets/"
enum { NONCE = 12, TAG = 16 };

struct provider { char kind[16], name[128]; unsigned char key[32]; bool keyed; };
static struct provider providers[16];
static int provider_count;

// --- the configuration, in block style; of each provider its kind and its keys, in order
static void add_provider(const char *kind, const char *name) {
  if (provider_count == 16) fail("too many providers for the lab's API server");
  struct provider *p = &providers[provider_count++];
  snprintf(p->kind, sizeof p->kind, "%s", kind);
  snprintf(p->name, sizeof p->name, "%s", name);
}

static void add_key(struct provider *p, const char *secret) {
  unsigned char raw[256];
  size_t length = strlen(secret);
  int size = length && length < 300 && length % 4 == 0 ? EVP_DecodeBlock(raw, (const unsigned char *)secret, (int)length) : -1;
  for (size_t i = length; size > 0 && i && secret[i - 1] == '='; i--) size--;
  bool fits = !strcmp(p->kind, "secretbox") ? size == 32 : size == 16 || size == 24 || size == 32;
  if (!fits) fail("error while parsing encryption provider configuration: secret of %s %s is not of the required length", p->kind, p->name);
  SHA256(raw, size, p->key);
  p->keyed = true;
}

void read_encryption(void) {
  static const char *kinds[] = {"identity", "secretbox", "aescbc", "aesgcm", "kms"};
  const char *path = flag("encryption-provider-config");
  if (!path) { add_provider("identity", ""); return; }
  char *text = read_text(path), *save = NULL;
  if (!text || !strstr(text, "kind: EncryptionConfiguration")) fail("error while parsing file: error opening encryption provider configuration file \"%s\"", path);
  for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
    line += strspn(line, " -");
    char word[64] = "", value[300] = "";
    if (sscanf(line, "%63[a-z]: %299s", word, value) < 1) continue;
    char *bare = value + (*value == '"' || *value == '\'');
    bare[strcspn(bare, "\"'")] = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
      if (!strcmp(word, kinds[i])) add_provider(kinds[i], "");
    struct provider *p = provider_count ? &providers[provider_count - 1] : NULL;
    if (!p) continue;
    if (!strcmp(word, "name")) {
      if (*p->name) add_provider(p->kind, "");
      p = &providers[provider_count - 1];
      snprintf(p->name, sizeof p->name, "%s", bare);
      if (!strcmp(p->kind, "kms")) { SHA256((unsigned char *)p->name, strlen(p->name), p->key); p->keyed = true; }
    }
    if (!strcmp(word, "secret")) add_key(p, bare);
  }
  free(text);
  if (!provider_count) fail("error while parsing encryption provider configuration: no providers");
  for (int i = 0; i < provider_count; i++)
    if (strcmp(providers[i].kind, "identity") && !providers[i].keyed) fail("error while parsing encryption provider configuration: %s has no key", providers[i].kind);
}

// --- one line of the store
static void prefix_of(const struct provider *p, char *out, size_t size) {
  snprintf(out, size, "k8s:enc:%s:%s:%s:", p->kind, strcmp(p->kind, "kms") ? "v1" : "v2", p->name);
}

static char *sealed(const struct provider *p, const char *place, const char *json) {
  int size = (int)strlen(json), n = 0;
  unsigned char *raw = malloc(NONCE + TAG + size);
  RAND_bytes(raw, NONCE);
  EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
  EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, p->key, raw);
  EVP_EncryptUpdate(c, NULL, &n, (const unsigned char *)place, (int)strlen(place));
  EVP_EncryptUpdate(c, raw + NONCE + TAG, &n, (const unsigned char *)json, size);
  EVP_EncryptFinal_ex(c, raw + NONCE + TAG + n, &n);
  EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, raw + NONCE);
  EVP_CIPHER_CTX_free(c);
  char prefix[200], *text = malloc(2 * (NONCE + TAG + size) + 1200);
  prefix_of(p, prefix, sizeof prefix);
  n = sprintf(text, "%s %s", place, prefix);
  EVP_EncodeBlock((unsigned char *)text + n, raw, NONCE + TAG + size);
  free(raw);
  return text;
}

static char *opened(const struct provider *p, const char *place, const char *payload) {
  size_t length = strlen(payload);
  unsigned char *raw = malloc(length + 4), *json = malloc(length + 4);
  int size = EVP_DecodeBlock(raw, (const unsigned char *)payload, (int)length), n = 0, end = 0;
  for (size_t i = length; size > 0 && i && payload[i - 1] == '='; i--) size--;
  bool fine = size >= NONCE + TAG;
  EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
  if (fine) {
    EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, p->key, raw);
    EVP_DecryptUpdate(c, NULL, &n, (const unsigned char *)place, (int)strlen(place));
    EVP_DecryptUpdate(c, json, &n, raw + NONCE + TAG, size - NONCE - TAG);
    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG, raw + NONCE);
    fine = EVP_DecryptFinal_ex(c, json + n, &end) > 0;
  }
  EVP_CIPHER_CTX_free(c);
  free(raw);
  if (!fine) { free(json); return NULL; }
  json[n + end] = 0;
  return (char *)json;
}

// What stands in a line, as JSON; NULL, with why, where this process has no provider that reads it.
static char *read_line(const char *line, char *why, size_t size) {
  if (*line == '{') {
    for (int i = 0; i < provider_count; i++)
      if (!strcmp(providers[i].kind, "identity")) return strdup(line);
    snprintf(why, size, "unable to transform key of a Secret: no matching prefix found");
    return NULL;
  }
  size_t length = strcspn(line, " ");
  char *place = strndup(line, length), *found = NULL;
  const char *value = line + length + (line[length] == ' ');
  for (int i = 0; i < provider_count && !found; i++) {
    char prefix[200];
    prefix_of(&providers[i], prefix, sizeof prefix);
    if (providers[i].keyed && !strncmp(value, prefix, strlen(prefix))) found = opened(&providers[i], place, value + strlen(prefix));
  }
  if (!found) snprintf(why, size, "unable to transform key \\\"%.200s\\\": %s", place, provider_count == 1 && !providers[0].keyed ? "identity transformer tried to read encrypted data" : "no matching prefix found");
  free(place);
  return found;
}

// Secrets as lines of JSON: all of them, or the one of that name. False, with why, where one that is wanted cannot be read.
bool secret_lines(const char *namespace, const char *name, FILE *out, char *why, size_t size) {
  char place[600];
  snprintf(place, sizeof place, REGISTRY "%s/%s ", namespace, name);
  char *text = read_text(STORE), *save = NULL;
  bool fine = true;
  for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line && fine; line = strtok_r(NULL, "\n", &save)) {
    if (*name && *line != '{' && strncmp(line, place, strlen(place))) continue;
    char *json = read_line(line, why, size);
    fine = json != NULL;
    if (fine) fprintf(out, "%s\n", json);
    free(json);
  }
  free(text);
  return fine;
}

// --- writing
static bool text_of(const char *json, const char *key, char *out, size_t size) {
  char quoted[64];
  snprintf(quoted, sizeof quoted, "\"%s\":\"", key);
  const char *at = strstr(json, quoted);
  if (!at) return false;
  at += strlen(quoted);
  snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
  return true;
}

static int complain(FILE *out, int code, const char *reason, const char *message) {
  fprintf(out, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"%s\",\"reason\":\"%s\",\"code\":%d}\n", message, reason, code);
  return code;
}

static bool told_to_conflict(void) {
  char *text = read_text(CONFLICTS);
  long left = text ? atol(text) : 0;
  free(text);
  FILE *f = left > 0 ? fopen(CONFLICTS, "we") : NULL;
  if (f) { fprintf(f, "%ld\n", left - 1); fclose(f); }
  return f != NULL;
}

// The JSON with its version set; versions stand behind the namespace.
static char *with_version(const char *json, long version) {
  char *text = malloc(strlen(json) + 64);
  const char *old = strstr(json, "\"resourceVersion\":\""), *at = strstr(json, "\"namespace\":\""), *behind;
  if (old) {
    behind = old + 19 + strcspn(old + 19, "\"") + 1;
    sprintf(text, "%.*s\"resourceVersion\":\"%ld\"%s", (int)(old - json), json, version, behind);
    return text;
  }
  behind = at ? at + 13 + strcspn(at + 13, "\"") + 1 : json;
  sprintf(text, "%.*s,\"resourceVersion\":\"%ld\"%s", (int)(behind - json), json, version, behind);
  return text;
}

static int change(const char *method, const char *namespace, const char *name, const char *body, FILE *out) {
  char message[400], place[600], why[400] = "", *text = read_text(STORE), *save = NULL, *all = NULL;
  size_t size = 0;
  snprintf(place, sizeof place, REGISTRY "%s/%s", namespace, name);
  FILE *next = open_memstream(&all, &size);
  bool found = false, put = !strcmp(method, "PUT"), removes = !strcmp(method, "DELETE");
  int code = 0;
  long version = 0;
  for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line; line = strtok_r(NULL, "\n", &save)) {
    char in[256] = "", called[256] = "", stored[32] = "", given[32] = "";
    bool same = *line == '{' ? text_of(line, "name", called, sizeof called) && text_of(line, "namespace", in, sizeof in) && !strcmp(called, name) && !strcmp(in, namespace)
                             : !strncmp(line, place, strlen(place)) && line[strlen(place)] == ' ';
    if (!same) { fprintf(next, "%s\n", line); continue; }
    found = true;
    char *json = read_line(line, why, sizeof why);
    if (!json) code = complain(out, 500, "InternalError", why);
    else if (text_of(json, "resourceVersion", stored, sizeof stored)) version = atol(stored);
    if (json && put && text_of(body, "resourceVersion", given, sizeof given) && strcmp(given, *stored ? stored : "0")) code = 409;
    free(json);
  }
  if (!code && put && told_to_conflict()) code = 409;
  if (code == 409) {
    snprintf(message, sizeof message, "Operation cannot be fulfilled on secrets \\\"%.200s\\\": the object has been modified; please apply your changes to the latest version and try again", name);
    complain(out, 409, "Conflict", message);
  } else if (!code && found && !put && !removes) {
    snprintf(message, sizeof message, "secrets \\\"%.200s\\\" already exists", name);
    code = complain(out, 409, "AlreadyExists", message);
  } else if (!code && !found && (put || removes)) {
    snprintf(message, sizeof message, "secrets \\\"%.200s\\\" not found", name);
    code = complain(out, 404, "NotFound", message);
  }
  if (!code && !removes) {
    char *json = with_version(body, version + 1), *line = strcmp(providers[0].kind, "identity") ? sealed(&providers[0], place, json) : strdup(json);
    fprintf(next, "%s\n", line);
    fprintf(out, "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",%s\n", json + 1);
    free(json);
    free(line);
  } else if (!code) complain(out, 200, "", "");
  fclose(next);
  if (!code) {
    FILE *f = fopen(STORE ".new", "we");
    if (!f || fputs(all, f) < 0 || fclose(f) || rename(STORE ".new", STORE)) code = complain(out, 500, "InternalError", "the store cannot be written");
  }
  free(all);
  free(text);
  return code ? code : 200;
}

// POST …/secrets, PUT and DELETE …/secrets/NAME. The body is compact JSON with metadata first, kind left out. 0: no such path.
int write_secret(const char *method, const char *path, char *body, FILE *out) {
  char namespace[256] = "", name[256] = "";
  int given = sscanf(path, "/api/v1/namespaces/%255[^/]/secrets/%255[^/]", namespace, name), used = 0;
  sscanf(path, "/api/v1/namespaces/%*[^/]/secrets%n", &used);
  if (given < 1 || !used) return 0;
  bool posts = !strcmp(method, "POST"), removes = !strcmp(method, "DELETE");
  if (!posts && strcmp(method, "PUT") && !removes) return complain(out, 405, "MethodNotAllowed", "the lab's API knows GET, POST, PUT and DELETE");
  if (!removes && strncmp(body, "{\"metadata\":{\"name\":\"", 21)) return complain(out, 400, "BadRequest", "the lab's API reads only what it writes itself");
  if (posts && !text_of(body, "name", name, sizeof name)) return complain(out, 400, "BadRequest", "no name");
  body[strcspn(body, "\n")] = 0;
  int lock = open(STORE ".lock", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0 || flock(lock, LOCK_EX)) return complain(out, 500, "InternalError", "the store cannot be locked");
  int code = change(method, namespace, name, body, out);
  close(lock);
  return code;
}
