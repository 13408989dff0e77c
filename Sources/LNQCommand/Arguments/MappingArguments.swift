import ArgumentParser
import LNQHardware
import LNQMapping
import LNQStudies
import LNQToolchain

/// How tables become LUTs, and where registers are in what comes out.
struct MappingArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What to map to: LUTs of at most 6, 5, 4 or 3 inputs, those of xilinx with 6, of ice40 and ecp5 with 4; lut6 unless given.",
      valueName: "name"))
  var target: SynthesisTarget?

  @Flag(help: "Search less: a few more LUTs in a tenth of the time.")
  var fast = false

  @Option(
    help: ArgumentHelp(
      "What a level of --pipeline is in LUTs: luts, or neurons for registers at the borders of neurons alone; luts unless given.",
      valueName: "name"))
  var level: BitCircuit.Level?

  /// The first of these options that was given.
  var given: String? { target != nil ? "--target" : fast ? "--fast" : level != nil ? "--level" : nil }

  var chosenTarget: SynthesisTarget { target ?? .lut6 }

  var options: MappingOptions { MappingOptions(lutSize: chosenTarget.lutSize, isThorough: !fast) }

  func registers(every levels: Int) -> DesignForm.Registers { .init(every: levels, of: level ?? .luts) }

  /// Refuses what has no influence.
  func validate(pipeline: Int) throws {
    guard pipeline >= 0 else {
      throw ValidationError("--pipeline \(pipeline): choose 1 or more, or 0 for no registers")
    }
    guard level == nil || pipeline > 0 else {
      throw ValidationError("--level would change nothing without registers: give --pipeline too")
    }
  }
}

extension SynthesisTarget: ExpressibleByArgument {}
extension BitCircuit.Level: ExpressibleByArgument {}
extension DesignForm.Spelling: ExpressibleByArgument {}
extension EmissionOptions.Primitives: ExpressibleByArgument {}
