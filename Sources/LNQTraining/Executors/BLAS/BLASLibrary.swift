internal import CBLAS
internal import CKernels

/// The OpenBLAS that this process has loaded.
///
/// OpenBLAS brings matrix products for many processors and chooses when it is loaded; the environment variable
/// `OPENBLAS_CORETYPE` overrules it. A release that is older than the processor may not recognise it and choose products
/// for a much older one: on a processor with AVX-512 that costs half of the speed and more.
public enum BLASLibrary {
  /// The variable that OpenBLAS reads when it is loaded.
  public static let coreVariable = "OPENBLAS_CORETYPE"

  /// The name and the release: `OpenBLAS 0.3.21`.
  public static var release: String {
    openblas_get_config().map { String(cString: $0).split(separator: " ").prefix(2).joined(separator: " ") }
      ?? "OpenBLAS"
  }

  /// The processor whose products it has chosen: `SkylakeX`.
  public static var coreName: String { openblas_get_corename().map { String(cString: $0) } ?? "unknown" }

  /// Ends the threads that OpenBLAS starts when it is loaded: without work they ask for some, for 2^26 cycles, before they sleep. The
  /// first product in several threads starts them again.
  public static func endIdleThreads() { lnq_end_blas_threads() }

  /// What the variable should say so that the products suit this processor; nil when they do, and when the library was
  /// built for one processor only.
  public static var betterCoreName: String? {
    guard let configuration = openblas_get_config(), String(cString: configuration).contains("DYNAMIC_ARCH") else {
      return nil
    }
    return betterCoreName(than: coreName, on: KernelSet.best.name)
  }

  /// The same for products of `core` on a processor whose best `KernelSet` is `kernels`.
  public static func betterCoreName(than core: String, on kernels: String) -> String? {
    let wide = ["SkylakeX", "Cooperlake", "SapphireRapids"]
    let medium = ["Haswell", "Zen"]
    return switch kernels {
    case "x86-64-v4": wide.contains(core) ? nil : wide[0]
    case "x86-64-v3": (wide + medium).contains(core) ? nil : medium[0]
    default: nil
    }
  }
}

/// How many threads OpenBLAS uses, in the whole process.
///
/// One unless asked for: most matrices here are tiny, handing parts of them to other threads costs more than computing
/// them, and trials run side by side instead.
enum BLASThreads {
  /// Makes every later product run in this many threads, the calling one included.
  static func use(_ count: Int) {
    if Int(openblas_get_num_threads()) != count { openblas_set_num_threads(Int32(count)) }
  }
}
