import LNQEmulator
import LNQFixedPoint
import LNQRandom
import LNQTables
import LNQTestSupport
import Testing

@Suite("Features into a compiled network")
struct FeatureEncodingTests {
  /// One table a kind of input, which passes its code on, so that outputs are input codes.
  private func passing(_ formats: [FixedPointFormat], scales: [Double], _ encodings: [FeatureEncoding]) throws
    -> TableNetwork
  {
    let inputs = try zip(formats, scales).enumerated().map { index, input in
      Signal(name: "x\(index)", quantizer: try Quantizer(format: input.0, scale: input.1))
    }
    return try TableNetwork(
      name: "passing", encodings: encodings, inputs: inputs, tables: [], layers: [], outputs: Array(inputs.indices),
      classNames: [])
  }

  /// Zeros, infinities, the smallest and the largest numbers, ties, and neighbours of all of them.
  private static let special: [Float] = {
    let base: [Float] = [
      0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 0.5, 1.5,
      2.5,
      3.5, 127.5, 128, 0.1, 1e-8, 1e20,
    ]
    return base.flatMap { [$0, -$0, $0.nextUp, $0.nextDown] }.filter { !$0.isNaN }
  }()

  @Test(
    "become the codes of InputEncoder",
    arguments: [
      (1, true), (2, false), (3, true), (6, true), (8, false), (8, true), (12, true), (20, false), (31, true),
    ])
  func codes(_ width: Int, _ isSigned: Bool) throws {
    let format = try FixedPointFormat(width: width, fractionBits: 2, isSigned: isSigned)
    // Powers of two, and not; two inputs of one feature; an encoding that turns the sign.
    let scales = [0.25, 0.3, 1.7e-3, 1, 0.1]
    let encodings = [
      FeatureEncoding(feature: 1), FeatureEncoding(feature: 0, scale: 0.7, offset: 0.1), FeatureEncoding(feature: 1),
      FeatureEncoding(feature: 0, scale: -3, offset: 1e-3), FeatureEncoding(feature: 2, scale: 0, offset: 0.25),
    ]
    let network = try passing([FixedPointFormat](repeating: format, count: 5), scales: scales, encodings)
    var random = SplitMix64(seed: UInt64(width))
    var features = Self.special + (0..<2_000).map { _ in Float(random.normal()) }
    // Infinity times the zero of the last encoding is not a number: its column has finite ones.
    features = features.flatMap { [$0, -$0, $0.isFinite ? $0 : 0] }
    let wanted = try network.inputEncoder.codes(of: features)
    let compiled = try CompiledNetwork(network)
    for instructions in Instructions.available {
      let found = try compiled.results(of: features, CompiledNetwork.Options(instructions: instructions)).codes
      #expect(found.map { Int($0) } == wanted, "\(instructions)")
    }
  }

  @Test("that are not a number, or become none, are refused with row and column")
  func notANumber() throws {
    let format = try FixedPointFormat(width: 4, fractionBits: 2, isSigned: true)
    let encodings = [FeatureEncoding(feature: 2), FeatureEncoding(feature: 0, scale: 0), FeatureEncoding(feature: 1)]
    let network = try passing([format, format, format], scales: [0.25, 0.25, 0.25], encodings)
    let compiled = try CompiledNetwork(network)
    for (column, value) in [(0, Float.nan), (1, .nan), (2, .nan), (0, .infinity)] {
      var features = [Float](repeating: 0.5, count: 3 * 9_000)
      for row in [8_999, 4_200] { features[3 * row + column] = value }
      for instructions in Instructions.available {
        #expect(throws: EmulatorError.notANumber(row: 4_200, column: column)) {
          try compiled.results(of: features, CompiledNetwork.Options(instructions: instructions))
        }
      }
    }
  }
}
