import Foundation
import LNQHardware

/// A self-checking testbench for any simulator of Verilog-2005, with the vectors that it reads.
///
/// Three files: `<module>_tb.v`, `<module>_stimulus.hex` and `<module>_expected.hex`. The first explains the others.
public struct VerilogTestbench: Sendable, Hashable {
  /// The testbench, then the vectors.
  public let files: [VerilogDesign.File]
  /// The name of the testbench module.
  public let module: String
  /// How many samples it puts in.
  public let sampleCount: Int

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
    // class_o stands above data_o; it may be too wide for a slice, so it is written as bits of its own.
    let digits = (0..<count).map { sample in
      interface.classWidth == 0
        ? expected.hexadecimal(at: sample)
        : PackedVectors(
          bitWidth: interface.outputWidth + interface.classWidth, vector: expected[sample],
          with: UInt32(truncatingIfNeeded: expectedClasses[sample]), at: interface.outputWidth
        ).hexadecimal(at: 0)
    }
    module = "\(interface.module)_tb"
    sampleCount = count
    let stimulusName = "\(interface.module)_stimulus.hex"
    let expectedName = "\(interface.module)_expected.hex"
    files = [
      VerilogDesign.File(
        name: Self.fileName(for: interface),
        text: Self.preamble(interface, count, stimulus.seed, stimulusName, expectedName)
          + String(decoding: PackageResources.lnq_testbench_v, as: UTF8.self)),
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

  /// The name of the testbench's file.
  public static func fileName(for interface: HardwareInterface) -> String { "\(interface.module)_tb.v" }

  private static func preamble(
    _ interface: HardwareInterface, _ count: Int, _ seed: UInt64, _ stimulus: String, _ expected: String
  ) -> String {
    let name = interface.module
    let classBits = interface.classWidth > 0 ? "`define LNQ_CLASS_BITS \(interface.classWidth)\n" : ""
    return """
      // Self-checking testbench of \(name).
      //
      //   iverilog -g2005 -s \(name)_tb -o \(name)_tb.vvp *.v && vvp -n \(name)_tb.vvp
      //
      // in the folder of the Verilog files, or any other simulator. It reads \(stimulus)
      // and \(expected).

      `define LNQ_TESTBENCH \(name)_tb
      `define LNQ_TOP \(name)
      `define LNQ_INPUT_BITS \(interface.inputWidth)
      `define LNQ_OUTPUT_BITS \(interface.outputWidth)
      \(classBits)`define LNQ_LATENCY \(interface.latencyCycles)
      `define LNQ_SAMPLES \(count)
      `define LNQ_SEED \(seed & 0x7FFF_FFFF)
      `define LNQ_STIMULUS "\(stimulus)"
      `define LNQ_EXPECTED "\(expected)"


      """
  }
}
