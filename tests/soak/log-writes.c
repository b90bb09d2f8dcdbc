/* Preloaded into a program (LD_PRELOAD): writes down, in the file $WRITE_LOG, everything that it
 * does to the files of a database, so that power-cuts.js can tell what a disk would hold if the
 * mains failed at any moment. Build: gcc -shared -fPIC -O2 -o log-writes.so log-writes.c -ldl
 *
 * A record: op, file (one byte each), 6 bytes of nothing, then as 64-bit numbers the wall clock in
 * microseconds, the offset (or new size) and the length of the data, then the data. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE = 2, SYNC = 3, REMOVE = 4 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;
/* 1: the database, 2: its write-ahead log, 3: its journal; 0: another file. */
static unsigned char file_of_fd[4096];

static unsigned char file_of_path(const char *path) {
  static const char *const names[] = {"ekspresi.db", "ekspresi.db-wal", "ekspresi.db-journal"};
  const char *slash = strrchr(path, '/');
  const char *name = slash == NULL ? path : slash + 1;
  for (int i = 0; i < 3; i++)
    if (strcmp(name, names[i]) == 0) return (unsigned char)(i + 1);
  return 0;
}

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static void put(const void *data, size_t length) {
  static ssize_t (*real_write)(int, const void *, size_t);
  if (real_write == NULL) real_write = real("write");
  const char *at = data;
  while (length > 0) {
    ssize_t done = real_write(log_fd, at, length);
    if (done <= 0) abort();
    at += done;
    length -= (size_t)done;
  }
}

static void note(int op, unsigned char file, uint64_t offset, const void *data, uint64_t length) {
  static int (*real_open)(const char *, int, ...);
  struct timespec now;
  pthread_mutex_lock(&lock);
  if (log_fd < 0) {
    const char *path = getenv("WRITE_LOG");
    if (path == NULL) abort();
    real_open = real("open");
    log_fd = real_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (log_fd < 0) abort();
  }
  clock_gettime(CLOCK_REALTIME, &now);
  unsigned char head[32] = {(unsigned char)op, file};
  uint64_t at = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
  memcpy(head + 8, &at, 8);
  memcpy(head + 16, &offset, 8);
  memcpy(head + 24, &length, 8);
  put(head, sizeof head);
  if (length > 0) put(data, length);
  pthread_mutex_unlock(&lock);
}

static unsigned char file_of(int fd) { return fd >= 0 && fd < 4096 ? file_of_fd[fd] : 0; }

static int opened(int fd, const char *path) {
  if (fd >= 0 && fd < 4096) file_of_fd[fd] = file_of_path(path);
  return fd;
}

#define OPEN(name)                                        \
  int name(const char *path, int flags, ...) {            \
    va_list rest;                                         \
    va_start(rest, flags);                                \
    mode_t mode = va_arg(rest, mode_t);                   \
    va_end(rest);                                         \
    int (*next)(const char *, int, ...) = real(#name);    \
    return opened(next(path, flags, mode), path);         \
  }
OPEN(open)
OPEN(open64)

#define PWRITE(name, offset_type)                                             \
  ssize_t name(int fd, const void *data, size_t length, offset_type offset) { \
    static ssize_t (*next)(int, const void *, size_t, offset_type);           \
    if (next == NULL) next = real(#name);                                     \
    ssize_t done = next(fd, data, length, offset);                            \
    unsigned char file = file_of(fd);                                         \
    if (file != 0 && done > 0) note(WRITE, file, (uint64_t)offset, data, (uint64_t)done); \
    return done;                                                              \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define FTRUNCATE(name, size_type)                                  \
  int name(int fd, size_type size) {                                \
    static int (*next)(int, size_type);                             \
    if (next == NULL) next = real(#name);                           \
    int failed = next(fd, size);                                    \
    unsigned char file = file_of(fd);                               \
    if (file != 0 && !failed) note(TRUNCATE, file, (uint64_t)size, NULL, 0); \
    return failed;                                                  \
  }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

#define FSYNC(name)                                                 \
  int name(int fd) {                                                \
    static int (*next)(int);                                        \
    if (next == NULL) next = real(#name);                           \
    int failed = next(fd);                                          \
    unsigned char file = file_of(fd);                               \
    if (file != 0 && !failed) note(SYNC, file, 0, NULL, 0);         \
    return failed;                                                  \
  }
FSYNC(fsync)
FSYNC(fdatasync)

int unlink(const char *path) {
  static int (*next)(const char *);
  if (next == NULL) next = real("unlink");
  int failed = next(path);
  unsigned char file = file_of_path(path);
  if (file != 0 && !failed) note(REMOVE, file, 0, NULL, 0);
  return failed;
}

int close(int fd) {
  static int (*next)(int);
  if (next == NULL) next = real("close");
  if (fd >= 0 && fd < 4096) file_of_fd[fd] = 0;
  return next(fd);
}
