import ArgumentParser
import LNQHardware
import LNQStudies

/// What stands around a network: `--wrapper`, `--result`, `--beat-bits`.
struct WrapperArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a module around the network, too: axi-stream, serial (bytes), uart, or tinytapeout.", valueName: "name"))
  var wrapper: Wrapper.Kind?

  @Option(
    help: ArgumentHelp(
      "What the wrapper gives for a sample: its class, or the codes of all outputs; the class unless given, where there is one.",
      valueName: "name"))
  var result: Wrapper.Result?

  @Option(
    help: ArgumentHelp(
      "The bits of a beat of axi-stream, 8 to 64 by 8; a whole sample and a whole result unless given.", valueName: "n")
  )
  var beatBits: Int?

  func validate() throws {
    if wrapper == nil, let option = result.map({ _ in "--result" }) ?? beatBits.map({ _ in "--beat-bits" }) {
      throw ValidationError("\(option) would change nothing without --wrapper")
    }
    if let beatBits {
      guard wrapper == .axiStream else {
        throw ValidationError("--beat-bits is for --wrapper axi-stream: the others take bytes")
      }
      guard Wrapper.beatWidths.contains(beatBits) else {
        throw ValidationError("--beat-bits \(beatBits): choose 8, 16, 24, 32, 40, 48, 56 or 64")
      }
    }
  }

  /// The wrapper for a network; nil when none is wanted.
  ///
  /// - Throws: `CommandError.usage` when a network without classes should give them.
  func wrapper(around interface: HardwareInterface) throws(CommandError) -> Wrapper? {
    guard let wrapper else { return nil }
    if result == .class, interface.classWidth == 0 {
      throw .usage("--result class: \(interface.module) has no classes; leave it out, or write --result codes")
    }
    return Wrapper(wrapper, result: result ?? (interface.classWidth > 0 ? .class : .codes), beatBits: beatBits)
  }
}

extension Wrapper.Kind: ExpressibleByArgument {}
extension Wrapper.Result: ExpressibleByArgument {}
