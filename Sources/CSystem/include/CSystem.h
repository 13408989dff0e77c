// Calls of the system that Swift does not see.
#ifndef CSYSTEM_H
#define CSYSTEM_H

// Makes two paths of one file system change places in one step. 0, or the system's error number; ENOTSUP and EINVAL where
// the file system cannot do that.
int lnq_exchange(const char *first, const char *second);

// Renames `from` to `to` unless there is something at `to`: EEXIST then. 0, or the system's error number.
int lnq_rename_new(const char *from, const char *to);

// Makes a pipe that children do not inherit. 0, or the system's error number.
int lnq_pipe(int ends[2]);

// Asks the system to end the process group `group` when the other end of the pipe `end` is closed, in whatever way this
// process ends. 0, or the system's error number; ENOTSUP where there is no such thing.
int lnq_end_group_with(int end, int group);

// From now on an abort for want of memory prints `sentence`, which stays, on standard error and ends the process with 1.
void lnq_explain_memory(const char *sentence);

// How many files this process may have open; INT_MAX for more.
int lnq_open_file_limit(void);

#endif
