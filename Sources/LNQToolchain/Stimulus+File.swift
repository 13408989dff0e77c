import Foundation

extension Stimulus {
  /// The bytes that the Verilator benches read; `lnq_model.h` describes them.
  var fileContents: Data {
    let header: [UInt32] = [
      0x5351_4E4C, 1, UInt32(vectors.bitWidth), UInt32(gapsPer256Cycles),
      UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32),
      UInt32(truncatingIfNeeded: count), UInt32(count >> 32),
    ]
    return Data(words: header + vectors.words)
  }
}

extension Data {
  /// The bytes of words, the lowest first.
  init(words: [UInt32]) {
    self = words.map(\.littleEndian).withUnsafeBytes { Data($0) }
  }

  /// The words whose bytes these are, the lowest first; nil when the last one is incomplete.
  var words: [UInt32]? {
    guard count % 4 == 0 else { return nil }
    var result = [UInt32](repeating: 0, count: count / 4)
    _ = result.withUnsafeMutableBytes { copyBytes(to: $0) }
    return result.map(UInt32.init(littleEndian:))
  }
}
