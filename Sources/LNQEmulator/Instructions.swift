internal import CEmulator

/// The instruction sets that there are kernels for, best first.
public enum Instructions: String, CaseIterable, Sendable {
  /// Machine code that is generated for a program, for AVX-512 with VBMI. Where the system allows none it is `avx512`.
  case native
  /// AVX-512 with VBMI: 64 bytes, tables of 128 rows in one instruction.
  case avx512
  /// 32 bytes, tables of 16 rows in one instruction.
  case avx2
  /// 16 bytes, tables of 64 rows in one instruction.
  case neon
  /// What every processor has.
  case plain

  /// Those that this processor can run, best first; `plain` is always among them.
  public static let available: [Instructions] = {
    var found: [Instructions] = []
    while let name = lnq_instructions(found.count) {
      found.append(Instructions(rawValue: String(cString: name)) ?? .plain)
    }
    return found
  }()

  /// The best that this processor can run.
  public static var best: Instructions { available.first ?? .plain }
}

/// What operations cost, in nanoseconds for 64 samples: the one place that says which way is the cheapest for a neuron.
///
/// The numbers are those that `make bench-emulator` measured on an AMD EPYC (Zen 4), rounded; those of NEON are estimates from the
/// instructions that each takes. Only their ratios matter, and any numbers give right programs.
struct CostTable {
  /// A lookup of bytes in a table of 64, 128 and 256 rows, without what it reads.
  let bytes: (of6: Double, of7: Double, of8: Double)
  /// Each input of an address of at most 8 bits.
  let input: Double
  /// A lookup in a table of up to 65,536 rows, sample by sample.
  let take: Double
  /// Each input of its address.
  let takeInput: Double
  /// A table of six bits between planes.
  let gate: Double

  init(_ instructions: Instructions) {
    switch instructions {
    case .native: (bytes, input, take, takeInput, gate) = ((0, 0.1, 0.9), 0.2, 27, 3, 1.1)
    case .avx512: (bytes, input, take, takeInput, gate) = ((0, 1.5, 0.6), 0.5, 27, 3, 2.4)
    case .avx2: (bytes, input, take, takeInput, gate) = ((1, 5, 10), 0.8, 27, 3.6, 5.7)
    case .neon: (bytes, input, take, takeInput, gate) = ((3, 5, 9), 1.2, 30, 4, 4)
    case .plain: (bytes, input, take, takeInput, gate) = ((53, 69, 51), 0, 33, 9, 4)
    }
  }

  /// A lookup of so many address bits, at most 8, and inputs.
  func bytes(bits: Int, inputs: Int) -> Double {
    (bits <= 6 ? bytes.of6 : bits == 7 ? bytes.of7 : bytes.of8) + input * Double(inputs)
  }

  func take(inputs: Int) -> Double { take + takeInput * Double(inputs) }
}
