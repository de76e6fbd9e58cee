// The stand-in for the components of Kubernetes: one program, installed under each component's name.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

// --- flags.c: the command line, read as pflag reads it; the table comes from flags.tsv
struct flag { const char *components, *name, *type, *check, *text; };
extern const char *component;                        // own name, e.g. "kube-apiserver"
void parse_flags(int argc, char **argv);             // exits 1 on a bad flag, 0 after --help and --version
const char *flag(const char *name);                  // value; lists joined by ","; NULL when not given
const char *flag_or(const char *name, const char *fallback);
bool flag_true(const char *name);
double seconds_of(const char *duration, double bad); // "1m30s" -> 90
bool is(const char *name);                           // is this the component NAME?
void each_given_flag(void (*visit)(const struct flag *, const char *));
bool has_item(const char *list, const char *item);     // is ITEM in "a,b,c"?
_Noreturn void fail(const char *format, ...);        // one line in the component's own style, exit 1

// --- checks.c: what the real component refuses at start
void check_flags(void);
void kernel_flags(void);                             // kubelet and --protect-kernel-defaults

// --- serve.c: listeners and answers
void open_listeners(void);
void serve_for(int milliseconds);                    // answers requests until the time is up or a signal comes
void heartbeat(void);                                // kubelet: what the node object of this host says

// --- objects.c: objects of the API that nobody here acts on
int answer_objects(const char *path, const char *query, FILE *out);

// --- secrets.c: Secrets, encrypted as the API server's configuration says
void read_encryption(void);                          // exits 1 where the real one would
bool secret_lines(const char *namespace, const char *name, FILE *out, char *why, size_t size); // false: one cannot be read
int write_secret(const char *method, const char *path, char *body, FILE *out); // the code of the answer; 0: no such path

// --- drift.c: k8sd's service args controller
void check_drift(void);

// --- component.c: failures ordered by `lab fail`
const char *fail_mode(void);                         // "" when healthy; read from the file at each call
bool failing(const char *mode);
double fail_seconds(double fallback);                // the N of MODE=N
char *read_text(const char *path);                   // NULL when it cannot be read; caller frees
