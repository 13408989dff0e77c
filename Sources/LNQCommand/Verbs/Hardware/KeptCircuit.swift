import Foundation
import LNQHardware
import LNQMapping
import LNQStudies
import LNQTables
import LNQToolchain
import Synchronization

/// The circuit of some tables, which is mapped when it is needed, once; its Verilog is kept from run to run.
///
/// What is kept has a key of the tables, the options and this program, so that another version of lnq maps anew.
final class KeptCircuit: Sendable {
  let netlist: Netlist
  private let tables: TableNetwork
  private let options: MappingOptions
  private let threads: Int?
  private let cache: SimulatorCache?
  /// Whoever asks for it while it is mapped waits for it.
  private let known = Mutex<BitCircuit?>(nil)

  /// - Parameters:
  ///   - threads: how many map at a time; as many as there are processors unless given.
  ///   - cache: where Verilog is kept; nil to keep nothing.
  init(of tables: TableNetwork, _ options: MappingOptions, threads: Int? = nil, cache: SimulatorCache?) throws {
    (self.tables, self.options, self.threads, self.cache) = (tables, options, threads, cache)
    netlist = try HardwareFlow().netlist(of: tables)
  }

  private func circuit() throws -> BitCircuit {
    try known.withLock { known in
      if let known { return known }
      let circuit = try BitCircuit(mapping: netlist, options, threads: threads)
      known = circuit
      return circuit
    }
  }

  /// The design in a form of LUTs, and what finds its wires.
  func design(in form: DesignForm) throws -> (design: VerilogDesign, netlist: @Sendable () throws -> ProbedNetlist) {
    let made = { @Sendable [self] in try form.design(of: circuit(), netlist) }
    let probed = { @Sendable in try made().netlist }
    guard let cache, let program = Self.program else { return (try made().design, probed) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let parts = [
      program, netlist.name, "\(form.registers)", form.primitives.rawValue, "\(options)",
    ].map { Data($0.utf8) }
    let key = SimulatorCache.Key(parts + [try encoder.encode(tables)])
    if let data = cache.contents(key), let kept = try? JSONDecoder().decode(Kept.self, from: data) {
      return (kept.design, probed)
    }
    let design = try made().design
    if let data = try? JSONEncoder().encode(Kept(design)) { cache.store(data, as: key) }
    return (design, probed)
  }

  /// Which file this program is, and when it was written; nil where that is unknown.
  private static var program: String? {
    guard let path = Bundle.main.executablePath else { return nil }
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if os(macOS)
      let (written, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (written, changed) = (status.st_mtim, status.st_ctim)
    #endif
    return [
      Int(status.st_dev), Int(status.st_ino), Int(status.st_size), written.tv_sec, written.tv_nsec, changed.tv_sec,
      changed.tv_nsec,
    ].map(String.init).joined(separator: " ")
  }

  /// What a simulation needs of a design.
  private struct Kept: Codable {
    let interface: HardwareInterface
    let names: [String]
    let texts: [String]

    init(_ design: VerilogDesign) {
      (interface, names, texts) = (design.interface, design.sources.map(\.name), design.sources.map(\.text))
    }

    var design: VerilogDesign {
      VerilogDesign(
        interface: interface, sources: zip(names, texts).map { .init(name: $0, text: $1) }, companions: [])
    }
  }
}
