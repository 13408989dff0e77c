import LNQHardware
import LNQRandom

extension Stimulus {
  /// Rows of codes at the corners of the input space: all inputs at their minimum, all at their maximum, all 0; then each
  /// input alone at its minimum and at its maximum, the others at 0.
  ///
  /// An unsigned input's minimum is 0, so some rows are equal. There are 3 + 2 × inputs rows.
  public static func cornerRows(of interface: HardwareInterface) -> [Int] {
    let formats = interface.inputs.map(\.format)
    let zeros = [Int](repeating: 0, count: formats.count)
    var rows = formats.map(\.minimumCode) + formats.map(\.maximumCode) + zeros
    for (index, format) in formats.enumerated() {
      for code in [format.minimumCode, format.maximumCode] {
        var row = zeros
        row[index] = code
        rows += row
      }
    }
    return rows
  }

  /// `count` rows of uniformly random codes; equal seeds give equal rows.
  public static func randomRows(of interface: HardwareInterface, count: Int, seed: UInt64) -> [Int] {
    var random = SplitMix64(seed: seed)
    let formats = interface.inputs.map(\.format)
    var rows: [Int] = []
    rows.reserveCapacity(count * formats.count)
    for _ in 0..<count {
      for format in formats { rows.append(format.code(ofBitPattern: UInt32(random.next() >> 32))) }
    }
    return rows
  }
}
