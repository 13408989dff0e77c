#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

int lnq_exchange(const char *first, const char *second) {
#if defined(__APPLE__)
  return renamex_np(first, second, RENAME_SWAP) == 0 ? 0 : errno;
#elif defined(RENAME_EXCHANGE)
  return renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE) == 0 ? 0 : errno;
#else
  return ENOTSUP;
#endif
}

int lnq_rename_new(const char *from, const char *to) {
#if defined(__APPLE__)
  if (renamex_np(from, to, RENAME_EXCL) == 0) return 0;
  if (errno != ENOTSUP) return errno;
#elif defined(RENAME_NOREPLACE)
  if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
#endif
  // Two steps where there is no single one: another process may come between them.
  struct stat status;
  if (lstat(to, &status) == 0) return EEXIST;
  return rename(from, to) == 0 ? 0 : errno;
}

int lnq_pipe(int ends[2]) {
#if defined(__linux__)
  return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
#else
  if (pipe(ends) != 0) return errno;
  for (int end = 0; end < 2; end++) fcntl(ends[end], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}

int lnq_end_group_with(int end, int group) {
#if defined(__linux__)
  // SIGIO, which ends a process unless it has other plans, goes to the owner of a pipe when its last writer has gone.
  if (fcntl(end, F_SETOWN, -group) != 0) return errno;
  return fcntl(end, F_SETFL, O_ASYNC) == 0 ? 0 : errno;
#else
  return ENOTSUP;
#endif
}

static const char *memory_sentence;
static struct sigaction other_aborts;

// Allocators abort when the system gives them nothing. An abort while there is plenty has another reason.
static void on_abort(int number) {
  void *plenty = mmap(NULL, (size_t)1 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (plenty == MAP_FAILED) {
    if (write(STDERR_FILENO, memory_sentence, strlen(memory_sentence)) < 0) _exit(1);
    _exit(1);
  }
  sigaction(SIGABRT, &other_aborts, NULL);
  raise(number);
}

void lnq_explain_memory(const char *sentence) {
  memory_sentence = sentence;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_abort;
  sigaction(SIGABRT, &action, &other_aborts);
}

int lnq_open_file_limit(void) {
  struct rlimit limit;
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < INT_MAX ? (int)limit.rlim_cur : INT_MAX;
}

static int signal_pipe = -1;

// Whichever thread it interrupts: libraries have threads of their own, which no mask of ours reaches.
static void on_signal(int number) {
  int before = errno;
  unsigned char byte = (unsigned char)number;
  if (write(signal_pipe, &byte, 1) < 0) byte = 0;
  errno = before;
}

int lnq_signal_pipe(void) {
  int ends[2];
  if (lnq_pipe(ends) != 0) return -1;
  signal_pipe = ends[1];
  int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  sigset_t mask;
  sigemptyset(&mask);
  for (int index = 0; index < 3; index++) {
    sigaddset(&mask, numbers[index]);
    struct sigaction action;
    if (numbers[index] == SIGHUP && sigaction(SIGHUP, NULL, &action) == 0 && action.sa_handler == SIG_IGN) continue;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigaction(numbers[index], &action, NULL);
  }
  // Whoever started this process may have blocked them.
  pthread_sigmask(SIG_UNBLOCK, &mask, NULL);
  return ends[0];
}
