import LNQEmulator
import LNQFixedPoint
import LNQRandom
import LNQTables
import LNQTestSupport
import Testing

@Suite("Compiled networks")
struct CompiledNetworkTests {
  /// Where blocks, registers and groups of rows end.
  static let counts = [1, 63, 64, 65, 511, 512, 513, 4_097]

  /// Runs every number of samples with every instruction set, compiled for it and for the best, and compares all codes and classes with
  /// the interpreter.
  private func check(_ network: TableNetwork, _ codes: [Int], counts: [Int]) throws {
    let width = network.inputs.count
    var rows = codes.count / width
    var outputs = try (0..<rows).flatMap { row in
      let signals = try network.signalCodes(for: Array(codes[row * width..<(row + 1) * width]))
      return network.outputs.map { Int32(truncatingIfNeeded: signals[$0]) }
    }
    var codes = codes
    if let most = counts.max(), most > rows {
      // Rows that repeat have results that repeat.
      let times = (most + rows - 1) / rows
      codes = Array(repeatElement(codes, count: times).joined())
      outputs = Array(repeatElement(outputs, count: times).joined())
      rows *= times
    }
    let classes = (0..<rows).map { row in
      Int32(
        TableNetwork.argmax(outputs[row * network.outputs.count..<(row + 1) * network.outputs.count].map { Int($0) }))
    }
    for instructions in Instructions.available {
      let compiled = try CompiledNetwork(network, for: instructions)
      for count in counts {
        let input = codes[..<(count * width)].map { Int32(truncatingIfNeeded: $0) }
        let results = try compiled.results(of: input, CompiledNetwork.Options(instructions: instructions))
        #expect(
          results.codes == Array(outputs[..<(count * network.outputs.count)]), "\(instructions), \(count) samples")
        #expect(results.classes == Array(classes[..<count]), "\(instructions), \(count) samples")
        guard network.inputs.allSatisfy({ $0.format.width < 8 }) else { continue }
        let bytes = try compiled.results(
          of: input.map { Int8($0) }, CompiledNetwork.Options(instructions: instructions))
        #expect(
          bytes.codes == results.codes && bytes.classes == results.classes, "bytes, \(instructions), \(count) samples")
      }
    }
  }

  @Test("compute what the interpreter computes", arguments: TableNetworkGenerator.Neurons.allCases, Seeds.upTo(8))
  func generated(_ neurons: TableNetworkGenerator.Neurons, _ seed: UInt64) throws {
    var generator = TableNetworkGenerator(seed: seed)
    let network = try generator.network(neurons)
    let codes = generator.inputCodes(for: network, count: 63)
    try check(network, codes, counts: [1, 65])
  }

  @Test("of wide codes, large tables, large sums and weighted sums do so too", arguments: Seeds.upTo(6))
  func wide(_ seed: UInt64) throws {
    var generator = WideNetworkGenerator(seed: seed)
    let network = try generator.network()
    let codes = generator.inputCodes(for: network, count: 63)
    try check(network, codes, counts: [1, 63, 65])
  }

  @Test("do so for every number of samples, in blocks and threads")
  func sizes() throws {
    var generator = TableNetworkGenerator(seed: 3)
    let network = try generator.network(.mixed)
    // The interpreter takes its time: of 4,097 rows most are repeated.
    let codes = generator.inputCodes(for: network, count: 511)
    try check(network, codes, counts: Self.counts)
    // More than a thread takes at once.
    let many = Array(repeatElement(codes, count: 17).joined()).map { Int32($0) }
    let compiled = try CompiledNetwork(network)
    for instructions in Instructions.available {
      let one = try compiled.results(of: many, CompiledNetwork.Options(threads: 1, instructions: instructions))
      let two = try compiled.results(of: many, CompiledNetwork.Options(threads: 3, instructions: instructions))
      let once = try compiled.results(of: codes.map { Int32($0) })
      #expect(one.codes == two.codes && one.classes == two.classes)
      #expect(one.codes == Array(repeatElement(once.codes, count: 17).joined()))
    }
  }

  @Test("of sixteen narrow inputs do so too, and have more codes at a time than registers", arguments: Seeds.upTo(3))
  func sixteen(_ seed: UInt64) throws {
    var generator = LookupNetworkGenerator(seed: seed)
    let network = try generator.network()
    let codes = generator.inputCodes(for: network, count: 511)
    try check(network, codes, counts: [1, 63, 64, 65, 511])
    // Of all sixteen columns a code that its input does not have is found.
    let compiled = try CompiledNetwork(network)
    for column in 0..<16 {
      let format = network.inputs[column].format
      for outside in [format.minimumCode - 1, format.maximumCode + 1] {
        var rows = codes.map { Int8($0) }
        rows[16 * 130 + column] = Int8(outside)
        for instructions in Instructions.available {
          #expect(throws: EmulatorError.code(row: 130, input: column, range: format.codes)) {
            try compiled.results(of: rows, CompiledNetwork.Options(instructions: instructions))
          }
        }
      }
    }
  }

  @Test(
    "of bits, with inputs that are only compared and with others, do so too", arguments: [true, false], Seeds.upTo(3))
  func bits(isPure: Bool, _ seed: UInt64) throws {
    var generator = BitNetworkGenerator(seed: seed)
    // More and fewer columns than a register has bytes.
    for count in [9, 64, 150] {
      let network = try generator.network(inputs: count, isPure: isPure)
      let codes = generator.inputCodes(for: network, count: 509)
      try check(network, codes, counts: [1, 63, 64, 65, 511])
      try checkBytes(network, codes)
    }
  }

  @Test("of bits do so for every number of samples")
  func bitSizes() throws {
    var generator = BitNetworkGenerator(seed: 9)
    let network = try generator.network(inputs: 100, isPure: true)
    let codes = generator.inputCodes(for: network, count: 509)
    try check(network, codes, counts: Self.counts)
  }

  /// Rows of bytes with a sign give what other rows give, where all codes fit; and a code that its input does not have is found in every
  /// column.
  private func checkBytes(_ network: TableNetwork, _ codes: [Int]) throws {
    let (width, limits) = (network.inputs.count, -128...127)
    let compiled = try CompiledNetwork(network)
    let fitting = codes.enumerated().map { index, code in
      limits.contains(code) ? code : network.inputs[index % width].format.minimumCode
    }
    for instructions in Instructions.available {
      let options = CompiledNetwork.Options(instructions: instructions)
      let bytes = try compiled.results(of: fitting.map { Int8($0) }, options)
      let words = try compiled.results(of: fitting.map { Int16($0) }, options)
      #expect(bytes.codes == words.codes && bytes.classes == words.classes, "\(instructions)")
      for column in stride(from: 0, to: width, by: 7) {
        let format = network.inputs[column].format
        for outside in [format.minimumCode - 1, format.maximumCode + 1] where limits.contains(outside) {
          var rows = fitting.map { Int8($0) }
          rows[width * 130 + column] = Int8(outside)
          #expect(throws: EmulatorError.code(row: 130, input: column, range: format.codes)) {
            try compiled.results(of: rows, options)
          }
        }
      }
    }
  }

  @Test("find the largest 32-bit code, and the first of equals")
  func unsignedOutputs() throws {
    let format = try FixedPointFormat(width: 32, fractionBits: 0, isSigned: false)
    let bit = try FixedPointFormat(width: 1, fractionBits: 0, isSigned: false)
    var pool = TablePool()
    let neurons = [[5, 4_294_967_295], [5, 2_147_483_648], [5, 7]].map { rows in
      Neuron(
        lookups: [Lookup(table: pool.index(of: TruthTable(addressWidth: 1, output: format) { rows[$0] }), inputs: [0])],
        requantization: nil, output: Signal(name: "o", quantizer: Quantizer(format)))
    }
    let network = try TableNetwork(
      name: "unsigned", inputs: [Signal(name: "x", quantizer: Quantizer(bit))], tables: pool.tables,
      layers: [TableLayer(name: "layer1", origin: "", neurons: neurons)], outputs: [1, 2, 3], classNames: [])
    let results = try CompiledNetwork(network).results(of: [UInt8(0), 1])
    #expect(results.classes == [0, 0])
    #expect(results.codes == [5, 5, 5, -1, .min, 7])
  }

  @Test("count how often each class was chosen for each label")
  func confusion() throws {
    var generator = TableNetworkGenerator(seed: 5)
    let network = try generator.network(.single)
    let codes = generator.inputCodes(for: network, count: 9_000).map { Int32($0) }
    let compiled = try CompiledNetwork(network)
    let classes = try compiled.results(of: codes, codes: false).classes
    var random = SplitMix64(seed: 1)
    let labels = classes.map { _ in Int32.random(in: 0..<Int32(compiled.outputCount), using: &random) }
    var wanted = [UInt64](repeating: 0, count: compiled.outputCount * compiled.outputCount)
    for (label, chosen) in zip(labels, classes) { wanted[Int(label) * compiled.outputCount + Int(chosen)] += 1 }
    for threads in [1, 2] {
      let found = try codes.withUnsafeBufferPointer { codes in
        try labels.withUnsafeBufferPointer { labels in
          try compiled.confusion(of: codes, labels: labels, CompiledNetwork.Options(threads: threads))
        }
      }
      #expect(found == wanted)
    }
    let wrong = labels.indices.map { $0 == 4_100 || $0 == 8_900 ? Int32(compiled.outputCount) : labels[$0] }
    #expect(throws: EmulatorError.label(row: 4_100, classes: compiled.outputCount)) {
      try codes.withUnsafeBufferPointer { codes in
        try wrong.withUnsafeBufferPointer { try compiled.confusion(of: codes, labels: $0) }
      }
    }
  }

  @Test("refuse codes that an input does not have, and name the first")
  func foreignCodes() throws {
    var generator = TableNetworkGenerator(seed: 7)
    let network = try generator.network(.single)
    let width = network.inputs.count
    let format = network.inputs[width - 1].format
    let compiled = try CompiledNetwork(network)
    for outside in [format.minimumCode - 1, format.maximumCode + 1] {
      var codes = generator.inputCodes(for: network, count: 9_000)
      for row in [70, 5_000] { codes[row * width + width - 1] = outside }
      let wanted = EmulatorError.code(row: 70, input: width - 1, range: format.codes)
      for instructions in Instructions.available {
        let options = CompiledNetwork.Options(instructions: instructions)
        #expect(throws: wanted) { try compiled.results(of: codes.map { Int8($0) }, options) }
        #expect(throws: wanted) { try compiled.results(of: codes.map { Int16($0) }, options) }
      }
    }
    #expect(throws: EmulatorError.self) { try compiled.results(of: [Int8](repeating: 0, count: width + 1)) }
  }
}
