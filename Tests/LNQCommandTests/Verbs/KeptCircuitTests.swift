import Foundation
import LNQData
import LNQStudies
import LNQTables
import LNQTestSupport
import LNQToolchain
import Testing

@testable import LNQCommand

@Suite("Verilog of mapped circuits that is kept")
struct KeptCircuitTests {
  private static let form = DesignForm(.luts, .init(every: 1, of: .neurons))

  private func tables(_ seed: UInt64) throws -> TableNetwork {
    var generator = TableNetworkGenerator(seed: seed)
    return try generator.network(.single)
  }

  @Test("is what mapping gives, once for the same tables and options; a damaged file is made again")
  func kept() throws {
    try withTemporaryFolder { folder in
      let cache = SimulatorCache(folder: folder) { SHA256.hexadecimal(of: $0) }
      func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
      func design(
        _ seed: UInt64, lutSize: Int = 6, threads: Int? = nil, in form: DesignForm = Self.form, _ cache: SimulatorCache?
      ) throws -> [String] {
        let circuit = try KeptCircuit(of: tables(seed), .init(lutSize: lutSize), threads: threads, cache: cache)
        let (design, netlist) = try circuit.design(in: form)
        #expect(try !netlist().probes.isEmpty)
        return [design.interface.module, "\(design.interface.latencyCycles)"] + design.sources.map(\.text)
      }
      let mapped = try design(3, nil)
      for threads in [1, 2, 100] { #expect(try design(3, threads: threads, nil) == mapped) }
      #expect(try design(3, cache) == mapped)
      let first = try files()
      #expect(first.count == 1)
      #expect(try design(3, cache) == mapped && files() == first)
      #expect(try design(3, lutSize: 4, cache) == design(3, lutSize: 4, nil))
      #expect(try design(4, cache) == design(4, nil) && files().count == 3)
      let others = [
        DesignForm(.luts, .init(every: 1, of: .luts)), DesignForm(.luts, .init(every: 0)),
        DesignForm(.luts, .init(every: 1, of: .neurons), primitives: .xilinx),
      ]
      for form in others { #expect(try design(3, in: form, cache) == design(3, in: form, nil)) }
      #expect(try files().count == 3 + others.count)
      let path = folder + "/" + first[0]
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(fileURLWithPath: path))
      #expect(try design(3, cache) == mapped && files().count == 3 + others.count)
    }
  }
}
