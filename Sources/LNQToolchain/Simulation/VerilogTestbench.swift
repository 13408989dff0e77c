import Foundation
import LNQHardware

/// A self-checking testbench for any simulator of Verilog-2005, with the vectors that it reads.
///
/// Three files: `<module>_tb.v`, `<module>_stimulus.hex` and `<module>_expected.hex`, in which `<module>` is the network's or its
/// wrapper's. The first explains the others.
public struct VerilogTestbench: Sendable, Hashable {
  /// The testbench, then the vectors.
  public let files: [VerilogDesign.File]
  /// The name of the testbench module.
  public let module: String
  /// How many samples it puts in.
  public let sampleCount: Int

  /// The name of the testbench's own file.
  public var fileName: String { module + ".v" }

  /// Takes the first samples of a stimulus, and what the reference computes for them.
  ///
  /// - Parameters:
  ///   - expectedOutputs: output codes, sample after sample, one for each of `interface.outputs`, for the whole stimulus.
  ///   - expectedClasses: the class of each sample; empty when the interface has no `class_o`.
  ///   - limit: how many samples the testbench has at most.
  /// - Throws: `ToolchainError.codes` when there are no samples or the expected rows do not fit.
  public init(
    interface: HardwareInterface, stimulus: Stimulus, expectedOutputs: [Int], expectedClasses: [Int], limit: Int = 2000
  ) throws(ToolchainError) {
    let width = interface.outputWidth + interface.classWidth
    try self.init(
      of: interface.module, interface, stimulus, expectedOutputs, expectedClasses, limit,
      preamble: Self.preamble(interface), body: PackageResources.lnq_testbench_v
    ) { codes, sample in
      // class_o stands above data_o; it may be too wide for a slice, so it is written as bits of its own.
      interface.classWidth == 0
        ? codes.hexadecimal(at: sample)
        : PackedVectors(
          bitWidth: width, vector: codes[sample], with: UInt32(truncatingIfNeeded: expectedClasses[sample]),
          at: interface.outputWidth
        ).hexadecimal(at: 0)
    }
  }

  /// A testbench of what it has to know, as macros, and what it does.
  ///
  /// - Parameters:
  ///   - top: the module that is tested.
  ///   - line: what a result is in the file, of the output codes and the number of a sample.
  init(
    of top: String, _ interface: HardwareInterface, _ stimulus: Stimulus, _ expectedOutputs: [Int],
    _ expectedClasses: [Int], _ limit: Int, preamble: String, body: [UInt8],
    line: (PackedVectors, Int) -> String
  ) throws(ToolchainError) {
    let count = min(stimulus.count, limit)
    guard count > 0 else { throw .codes("a testbench needs at least one sample") }
    guard expectedOutputs.count == stimulus.count * interface.outputs.count,
      expectedClasses.count == (interface.classWidth > 0 ? stimulus.count : 0)
    else {
      throw .codes(
        "\(expectedOutputs.count) expected codes and \(expectedClasses.count) classes for \(stimulus.count) samples")
    }
    let expected = try PackedVectors(
      rows: Array(expectedOutputs.prefix(count * interface.outputs.count)), slices: interface.outputs)
    let digits = (0..<count).map { line(expected, $0) }
    module = "\(top)_tb"
    sampleCount = count
    let stimulusName = "\(top)_stimulus.hex"
    let expectedName = "\(top)_expected.hex"
    files = [
      VerilogDesign.File(
        name: module + ".v",
        text: """
          // Self-checking testbench of \(top).
          //
          //   iverilog -g2005 -s \(module) -o \(module).vvp *.v && vvp -n \(module).vvp
          //
          // in the folder of the Verilog files, or any other simulator. It reads \(stimulusName)
          // and \(expectedName).

          `define LNQ_TESTBENCH \(module)
          \(preamble)`define LNQ_LATENCY \(interface.latencyCycles)
          `define LNQ_SAMPLES \(count)
          `define LNQ_SEED \(stimulus.seed & 0x7FFF_FFFF)
          `define LNQ_STIMULUS "\(stimulusName)"
          `define LNQ_EXPECTED "\(expectedName)"


          """
            + Self.text(body).replacing("`include \"lnq_vectors.v\"\n", with: Self.text(PackageResources.lnq_vectors_v))
      ),
      VerilogDesign.File(
        name: stimulusName, text: (0..<count).map { stimulus.vectors.hexadecimal(at: $0) + "\n" }.joined()),
      VerilogDesign.File(name: expectedName, text: digits.map { $0 + "\n" }.joined()),
    ]
  }

  /// Writes the files into a folder, which is made when it does not exist.
  ///
  /// - Throws: `ToolchainError.cannotWrite`.
  public func write(into folder: URL) throws(ToolchainError) {
    try WorkFiles.create(folder)
    for file in files { try WorkFiles.write(Data(file.text.utf8), to: folder.appendingPathComponent(file.name)) }
  }

  /// The names of the testbenches that a folder of the design can have.
  static func fileNames(for interface: HardwareInterface) -> [String] {
    ([interface.module, Board.module(around: interface)] + Wrapper.Kind.allCases.map { $0.module(around: interface) })
      .map { $0 + "_tb.v" }
  }

  private static func text(_ resource: [UInt8]) -> String { String(decoding: resource, as: UTF8.self) }

  private static func preamble(_ interface: HardwareInterface) -> String {
    let classBits = interface.classWidth > 0 ? "`define LNQ_CLASS_BITS \(interface.classWidth)\n" : ""
    return """
      `define LNQ_TOP \(interface.module)
      `define LNQ_INPUT_BITS \(interface.inputWidth)
      `define LNQ_OUTPUT_BITS \(interface.outputWidth)
      \(classBits)
      """
  }
}
