internal import CBLAS

/// How many threads OpenBLAS uses, in the whole process.
///
/// One unless asked for: most matrices here are tiny, handing parts of them to other threads costs more than computing
/// them, and trials run side by side instead.
enum BLASThreads {
  /// Makes every later product run in this many threads, one of them the one that asks for it.
  static func use(_ count: Int) {
    if Int(openblas_get_num_threads()) != count { openblas_set_num_threads(Int32(count)) }
  }
}
