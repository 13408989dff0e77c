/// Where inputs stand in an address of at most 8 bits.
///
/// A code of w bits is repeated in its byte at the bits 0, w, 2w, ..., so that it can stand at these bits of an address without
/// being moved. Bits of the address that no input has, between and above them, may be anything.
struct AddressLayout {
  /// The inputs in the order in which they are merged; the first fills what the others leave.
  let order: [Int]
  /// The lowest bit of each input, in the order in which they were given.
  let positions: [Int]
  /// The address bits of the table: 6, 7 or 8.
  let bits: Int
  private let widths: [Int]

  /// nil when the inputs do not fit.
  ///
  /// - Parameter widths: how many bits each input has.
  init?(widths: [Int]) {
    guard widths.reduce(0, +) <= 8 else { return nil }
    let order = widths.indices.sorted { (widths[$1], $0) < (widths[$0], $1) }
    func positions(_ rest: ArraySlice<Int>, used: Int, limit: Int) -> [Int: Int]? {
      guard let input = rest.first else { return [:] }
      let width = widths[input]
      for position in stride(from: 0, through: limit - width, by: width) {
        let own = ((1 << width) - 1) << position
        guard used & own == 0 else { continue }
        if var found = positions(rest.dropFirst(), used: used | own, limit: limit) {
          found[input] = position
          return found
        }
      }
      return nil
    }
    for limit in 6...8 {
      guard let found = positions(order[...], used: 0, limit: limit) else { continue }
      self.order = order
      self.positions = widths.indices.map { found[$0] ?? 0 }
      self.widths = widths
      bits = limit
      return
    }
    return nil
  }

  /// The bits of an input in the address.
  func mask(_ input: Int) -> UInt32 { UInt32(((1 << widths[input]) - 1) << positions[input]) }

  /// The table's rows in the order of the addresses.
  ///
  /// - Parameter value: of the row whose number is all inputs' bits, the first input lowest.
  func rows<Value>(_ value: (Int) -> Value) -> [Value] {
    (0..<1 << bits).map { address in
      var (row, shift) = (0, 0)
      for (position, width) in zip(positions, widths) {
        row |= (address >> position & ((1 << width) - 1)) << shift
        shift += width
      }
      return value(row)
    }
  }
}

extension UInt8 {
  /// The low bits of a code, repeated at the bits 0, `width`, 2 `width`, ...
  init(repeating pattern: UInt32, width: Int) {
    let byte = stride(from: 0, to: 8, by: width).reduce(UInt32(0)) { $0 | pattern << UInt32($1) }
    self.init(truncatingIfNeeded: byte)
  }
}
