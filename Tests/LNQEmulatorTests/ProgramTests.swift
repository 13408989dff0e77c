import CEmulator
import LNQEmulator
import LNQRandom
import LNQTestSupport
import Testing

@Suite("Programs as bytes, and liblnq")
struct ProgramTests {
  private static func program(_ seed: UInt64 = 2) throws -> CompiledNetwork {
    var generator = WideNetworkGenerator(seed: seed)
    return try CompiledNetwork(try generator.network())
  }

  private static func status(_ bytes: [UInt8]) -> lnq_status {
    var program: OpaquePointer?
    let status = bytes.withUnsafeBytes { lnq_load($0.baseAddress, $0.count, &program) }
    #expect((program != nil) == (status == LNQ_OK))
    lnq_close(program)
    return status
  }

  /// The same bytes with the checksum that fits them.
  private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    let digest = bytes.dropLast(8).reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return bytes.dropLast(8) + (0..<8).map { UInt8(truncatingIfNeeded: digest >> (8 * UInt64($0))) }
  }

  @Test("give the same network when they are loaded, and the same bytes when it is compiled again")
  func bytes() throws {
    let compiled = try Self.program()
    #expect(compiled.program == (try Self.program()).program)
    let loaded = try CompiledNetwork(program: compiled.program)
    #expect(loaded.name == "wide" && loaded.classNames == ["a", "b", "c"])
    #expect(loaded.inputCount == 10 && loaded.featureCount == 10 && loaded.outputCount == 3)
  }

  @Test("that are foreign, of another version, cut or changed are refused")
  func refusals() throws {
    let bytes = try Self.program().program
    #expect(Self.status(bytes) == LNQ_OK)
    #expect(Self.status([]) == LNQ_FOREIGN)
    #expect(
      Self.status(Array("{\"version\": 2, \"name\": \"jsc-tiny\", \"inputs\": [], \"tables\": []}".utf8)) == LNQ_FOREIGN
    )
    var other = bytes
    other[8] = 9
    #expect(Self.status(Self.sealed(other)) == LNQ_VERSION)
    for count in [20, 56, bytes.count / 2, bytes.count - 1] { #expect(Self.status(Array(bytes[..<count])) != LNQ_OK) }
    #expect(Self.status(bytes + [0]) == LNQ_DAMAGED)
    var random = SplitMix64(seed: 1)
    for _ in 0..<50 {
      var changed = bytes
      changed[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
      #expect(Self.status(changed) != LNQ_OK)
    }
    #expect(throws: EmulatorError.program(String(cString: lnq_status_text(LNQ_FOREIGN)))) {
      try CompiledNetwork(program: [1, 2, 3])
    }
  }

  @Test(
    "with a right checksum over wrong bytes are refused, or run within their memory", arguments: Seeds.upTo(4),
    [false, true])
  func forged(_ seed: UInt64, isOfBits: Bool) throws {
    var generator = BitNetworkGenerator(seed: seed)
    let bytes =
      try isOfBits
      ? CompiledNetwork(try generator.network(inputs: 10, isPure: true)).program : Self.program(seed).program
    var random = SplitMix64(seed: seed)
    let rows = [Int8](repeating: 0, count: 10 * 65)
    var loaded = 0
    for _ in 0..<300 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        // The tables' own bytes, at the end, can be anything.
        changed[Int.random(in: 8..<min(bytes.count, 3_000), using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      guard let network = try? CompiledNetwork(program: Self.sealed(changed)), network.inputCount == 10 else {
        continue
      }
      loaded += 1
      for instructions in Instructions.available {
        _ = try? network.results(of: rows, CompiledNetwork.Options(instructions: instructions))
      }
    }
    #expect(loaded > 0)
  }

  @Test("answer every wrong call with an error code")
  func calls() throws {
    var program: OpaquePointer?
    let bytes = try Self.program().program
    #expect(lnq_load(nil, 5, &program) == LNQ_NULL && lnq_load(bytes, bytes.count, nil) == LNQ_NULL)
    #expect(lnq_open(nil, &program) == LNQ_NULL && lnq_open("/nowhere/x.lnqp", &program) == LNQ_UNREADABLE)
    #expect(lnq_open("/", &program) == LNQ_UNREADABLE)
    #expect(lnq_load(bytes, bytes.count, &program) == LNQ_OK)
    defer { lnq_close(program) }
    lnq_close(nil)
    #expect(lnq_input_count(nil) == 0 && lnq_feature_count(nil) == 0 && lnq_output_count(nil) == 0)
    #expect(
      String(cString: lnq_name(nil)).isEmpty && lnq_class_name(nil, 0) == nil && lnq_class_name(program, 3) == nil)
    #expect(lnq_input_range(program, 10, nil, nil) == LNQ_CHOICE && lnq_input_range(nil, 0, nil, nil) == LNQ_NULL)
    #expect(lnq_output_range(nil, nil, nil) == LNQ_NULL && lnq_output_range(program, nil, nil) == LNQ_OK)

    let data = [Int8](repeating: 0, count: 20)
    var classes = [Int32](repeating: 0, count: 2)
    func run(
      size: Int = 20, count: Int = 2, type: UInt32 = LNQ_INT8.rawValue, classes size2: Int = 2, confusion: Int? = nil,
      instructions: String? = nil, hasData: Bool = true
    ) -> lnq_status {
      var counts = [UInt64](repeating: 0, count: confusion ?? 0)
      return data.withUnsafeBytes { data in
        classes.withUnsafeMutableBufferPointer { classes in
          counts.withUnsafeMutableBufferPointer { counts in
            var rows = lnq_rows(
              data: hasData ? data.baseAddress : nil, size: size, count: count, type: lnq_type(type))
            var results = lnq_results(
              codes: nil, codes_size: 0, classes: classes.baseAddress, classes_size: size2, labels: nil, labels_size: 0,
              confusion: confusion == nil ? nil : counts.baseAddress, confusion_size: confusion ?? 0)
            return lnq_run(program, &rows, &results, 1, instructions, nil)
          }
        }
      }
    }
    #expect(run() == LNQ_OK && run(size: 0, count: 0, classes: 0) == LNQ_OK)
    #expect(run(size: 19) == LNQ_SIZE && run(count: 3) == LNQ_SIZE && run(classes: 1) == LNQ_SIZE)
    #expect(run(count: .max) == LNQ_SIZE && run(type: LNQ_INT16.rawValue) == LNQ_SIZE && run(type: 9) == LNQ_CHOICE)
    #expect(run(confusion: 9) == LNQ_NULL && run(hasData: false) == LNQ_NULL && run(instructions: "mmx") == LNQ_CHOICE)
    var results = lnq_results()
    var rows = lnq_rows()
    #expect(
      lnq_run(nil, &rows, &results, 1, nil, nil) == LNQ_NULL && lnq_run(program, nil, &results, 1, nil, nil) == LNQ_NULL
    )
    #expect(lnq_run(program, &rows, nil, 1, nil, nil) == LNQ_NULL)
    for status in 0...20 { #expect(!String(cString: lnq_status_text(lnq_status(UInt32(status)))).isEmpty) }
  }
}
