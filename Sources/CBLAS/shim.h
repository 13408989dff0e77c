#include <cblas.h>

// Of OpenBLAS with threads of its own; it has no header. It ends them, as before a fork; the next product in several threads starts
// them again.
extern int blas_thread_shutdown_(void) __attribute__((weak));

static inline void lnq_end_blas_threads(void) {
  if (blas_thread_shutdown_) blas_thread_shutdown_();
}
