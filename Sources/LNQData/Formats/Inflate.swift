/// Unpacks the compressed data of gzip and zip: DEFLATE, RFC 1951.
struct Inflate {
  private let input: UnsafeBufferPointer<UInt8>
  private var bits: BitStream
  private var output: [UInt8] = []
  private let limit: Int

  /// Unpacks `input` from its first byte.
  /// - Parameters:
  ///   - sizeHint: how many bytes to expect; memory for at most 1,032 bytes for each packed byte (the most that DEFLATE can
  ///     give) is taken beforehand.
  ///   - limit: more bytes than this are an error.
  /// - Returns: the bytes, and how many bytes of `input` they were packed in.
  static func unpack(
    _ input: UnsafeBufferPointer<UInt8>, sizeHint: Int, limit: Int
  ) throws(PackingProblem) -> (bytes: [UInt8], consumed: Int) {
    var inflate = Inflate(input: input, limit: limit)
    inflate.output.reserveCapacity(min(sizeHint, limit, input.count * 1032))
    let consumed = try inflate.run()
    return (inflate.output, consumed)
  }

  private init(input: UnsafeBufferPointer<UInt8>, limit: Int) {
    self.input = input
    self.limit = limit
    bits = BitStream(input)
  }

  private mutating func run() throws(PackingProblem) -> Int {
    while true {
      let isLast = bits.take(1) == 1
      switch bits.take(2) {
      case 0: try storedBlock()
      case 1: try block(literals: Self.fixedLiterals, distances: Self.fixedDistances)
      case 2:
        let (literals, distances) = try readCodes()
        try block(literals: literals, distances: distances)
      default: throw failure()
      }
      if bits.isOverrun { throw .truncated }
      if isLast { return bits.alignToByte() }
    }
  }

  /// Zeros behind the end may be no code: the end is what is wrong then.
  private func failure() -> PackingProblem { bits.isOverrun ? .truncated : .damaged }

  private mutating func storedBlock() throws(PackingProblem) {
    let start = bits.alignToByte()
    guard start + 4 <= input.count else { throw .truncated }
    let count = Int(input[start]) | Int(input[start + 1]) << 8
    let complement = Int(input[start + 2]) | Int(input[start + 3]) << 8
    guard count ^ complement == 0xFFFF else { throw .damaged }
    guard start + 4 + count <= input.count else { throw .truncated }
    guard output.count + count <= limit else { throw .tooLong(limit: limit) }
    output.append(contentsOf: input[(start + 4)..<(start + 4 + count)])
    bits.move(to: start + 4 + count)
  }

  private mutating func block(literals: HuffmanCode, distances: HuffmanCode) throws(PackingProblem) {
    while true {
      guard let symbol = literals.decode(&bits) else { throw failure() }
      if symbol < 256 {
        guard output.count < limit else { throw .tooLong(limit: limit) }
        output.append(UInt8(truncatingIfNeeded: symbol))
        // Zeros behind the end of the input may be literals for ever.
        if bits.isOverrun { throw .truncated }
        continue
      }
      if symbol == 256 { return }
      guard symbol <= 285 else { throw failure() }
      let (base, extra) = Self.lengths[symbol - 257]
      let length = base + Int(bits.take(extra))
      guard let code = distances.decode(&bits), code < 30 else { throw failure() }
      let (nearest, more) = Self.distances[code]
      let distance = nearest + Int(bits.take(more))
      if bits.isOverrun { throw .truncated }
      guard distance <= output.count else { throw .damaged }
      guard output.count + length <= limit else { throw .tooLong(limit: limit) }
      copy(length: length, distance: distance)
    }
  }

  /// Repeats `length` bytes that stand `distance` back; they may overlap what they make.
  private mutating func copy(length: Int, distance: Int) {
    var source = output.count - distance
    let end = source + length
    while source < end {
      output.append(output[source])
      source += 1
    }
  }

  /// The codes of a block that brings its own: RFC 1951, 3.2.7.
  private mutating func readCodes() throws(PackingProblem) -> (literals: HuffmanCode, distances: HuffmanCode) {
    let literalCount = Int(bits.take(5)) + 257
    let distanceCount = Int(bits.take(5)) + 1
    let lengthCount = Int(bits.take(4)) + 4
    guard literalCount <= 286, distanceCount <= 30 else { throw failure() }
    var own = [UInt8](repeating: 0, count: 19)
    for index in 0..<lengthCount { own[Self.orderOfLengths[index]] = UInt8(bits.take(3)) }
    guard let code = HuffmanCode(lengths: own) else { throw failure() }
    var lengths: [UInt8] = []
    while lengths.count < literalCount + distanceCount {
      guard let symbol = code.decode(&bits) else { throw failure() }
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw failure() }
        lengths += [UInt8](repeating: last, count: 3 + Int(bits.take(2)))
      case 17: lengths += [UInt8](repeating: 0, count: 3 + Int(bits.take(3)))
      case 18: lengths += [UInt8](repeating: 0, count: 11 + Int(bits.take(7)))
      default: lengths.append(UInt8(symbol))
      }
    }
    guard lengths.count == literalCount + distanceCount, lengths[256] > 0,
      let literals = HuffmanCode(lengths: lengths[..<literalCount]),
      let distances = HuffmanCode(lengths: lengths[literalCount...])
    else { throw failure() }
    return (literals, distances)
  }

  private static let orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// The shortest length of symbols 257 ... 285, and how many bits add to it.
  private static let lengths: [(Int, Int)] = {
    var base = 3
    var table: [(Int, Int)] = (0..<28).map { index in
      let extra = index < 8 ? 0 : index / 4 - 1
      defer { base += 1 << extra }
      return (base, extra)
    }
    table.append((258, 0))
    return table
  }()

  /// The shortest distance of symbols 0 ... 29, and how many bits add to it.
  private static let distances: [(Int, Int)] = {
    var base = 1
    return (0..<30).map { index in
      let extra = index < 4 ? 0 : index / 2 - 1
      defer { base += 1 << extra }
      return (base, extra)
    }
  }()

  private static let fixedLiterals = known(
    [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112) + [UInt8](repeating: 7, count: 24)
      + [UInt8](repeating: 8, count: 8))
  private static let fixedDistances = known([UInt8](repeating: 5, count: 32))

  private static func known(_ lengths: [UInt8]) -> HuffmanCode {
    guard let code = HuffmanCode(lengths: lengths) else { preconditionFailure("the fixed codes are complete") }
    return code
  }
}

/// What can be wrong with packed data.
public enum PackingProblem: Error, Hashable, Sendable {
  /// It ends before its end.
  case truncated
  /// It says something that its format does not know.
  case damaged
  /// It unpacks to more than the limit.
  case tooLong(limit: Int)
}

extension PackingProblem: CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .truncated: "the packed data end too early: the file is truncated; get it again"
    case .damaged: "the packed data are damaged; get the file again"
    case .tooLong(let limit): "the packed data unpack to more than \(limit) bytes, and no more are read"
    }
  }
}
