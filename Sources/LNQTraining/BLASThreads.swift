internal import CBLAS

/// How many threads OpenBLAS uses.
enum BLASThreads {
  /// Makes every later product run in the thread that asks for it.
  ///
  /// The matrices here are tiny: handing parts of them to other threads costs more than computing them, and trials run
  /// side by side instead. The first use sets the number for the whole process.
  static let single: Void = openblas_set_num_threads(1)
}
