import Foundation
import LNQHardware
import LNQTables

extension VerilatorSimulation {
  /// For each sample, the first wire inside the design that does not carry what the reference computes.
  ///
  /// The samples are held still on the inputs until all registers have their values, so the order is that of the netlist
  /// (layer after layer, parts before sums before neurons) whatever the registers of `sources` are. A sample for which every
  /// wire is right is left out: then the error lies in registers or timing.
  ///
  /// - Parameters:
  ///   - sources: the design, with the wire names that lnq gives the netlist of `reference`; others are passed over.
  ///   - samples: numbers of samples in `stimulus`.
  ///   - folder: a folder as in `build`.
  /// - Throws: as `build` and `run`; `NetlistError` when `reference` has no netlist.
  public static func firstWrongWires(
    in sources: VerilogSources, reference: TableNetwork, samples: [Int], of stimulus: Stimulus, in folder: URL,
    tools: ToolSearch
  ) throws -> [AgreementReport.Mismatch] {
    let netlist = try Netlist(lowering: reference)
    let probes = VerilogDesign(emitting: netlist).probes
    let seen = try probe(probes, of: sources, stimulus: stimulus.selecting(samples), in: folder, tools: tools)
    return zip(samples, seen).compactMap { sample, values in
      var simulator = NetlistSimulator(netlist)
      _ = simulator.step(inputs: stimulus.codes(at: sample), valid: true)
      for (probe, bits) in zip(probes, values) {
        guard let pattern = bits?.first else { continue }
        let expected = simulator.code(ofWire: probe.wire)
        let got = netlist.format(ofWire: probe.wire).code(ofBitPattern: pattern)
        if got != expected {
          return AgreementReport.Mismatch(sample: sample, wire: probe.meaning, expected: expected, got: got)
        }
      }
      return nil
    }
  }
}
