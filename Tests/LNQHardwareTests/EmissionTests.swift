import Foundation
import LNQFixedPoint
import LNQTables
import LNQTestSupport
import Testing

@testable import LNQHardware

@Suite("Verilog")
struct EmissionTests {
  static let snapshots = Repository.root.appending(path: "Tests/LNQHardwareTests/Snapshots")

  @Test("is the golden Verilog for the hand-built network", arguments: EmissionOptions.Spelling.allCases, [0, 1, 2])
  func golden(spelling: EmissionOptions.Spelling, levels: Int) throws {
    let netlist = try Netlist(lowering: HandBuiltNetwork.network()).pipelined(every: levels)
    let design = VerilogDesign(emitting: netlist, options: EmissionOptions(spelling: spelling))
    for file in design.sources + design.companions where !file.name.hasPrefix("lnq_") {
      try expectSnapshot(file.text, "hand-built-\(spelling)-\(levels)/\(file.name)", in: Self.snapshots)
    }
  }

  @Test("takes along the cells of rtl/ that it uses, as they are there")
  func cells() throws {
    let netlist = try Netlist(lowering: HandBuiltNetwork.network())
    let plain = VerilogDesign(emitting: netlist)
    let registered = VerilogDesign(emitting: try netlist.pipelined(every: 1))
    #expect(plain.sources.map(\.name).filter { $0.hasPrefix("lnq_") } == ["lnq_requantize.v", "lnq_argmax.v"])
    let onSerialLine = registered.wrapped(in: Wrapper(.uart, result: .codes))
    #expect(onSerialLine.sources.filter { $0.name.hasPrefix("lnq_") } == CellLibrary.files)
    let folder = Repository.root.appending(path: "rtl")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".v") }
    #expect(Set(names) == Set(CellLibrary.files.map(\.name)))
    for cell in CellLibrary.files {
      #expect(try String(contentsOf: folder.appending(path: cell.name), encoding: .utf8) == cell.text)
    }
  }

  @Test("describes its ports in JSON that reads back")
  func interface() throws {
    let design = VerilogDesign(emitting: try Netlist(lowering: HandBuiltNetwork.network()).pipelined(every: 1))
    #expect(design.interface.latencyCycles == 5)
    #expect(design.interface.inputs.map(\.lsb) == [0, 2] && design.interface.inputWidth == 5)
    #expect(design.interface.outputs.map(\.lsb) == [0, 4] && design.interface.outputWidth == 8)
    #expect(design.interface.classWidth == 1)
    let read = try JSONDecoder().decode(HardwareInterface.self, from: Data(design.interface.json.utf8))
    #expect(read == design.interface)
  }

  @Test("names a probe for every cell")
  func probes() throws {
    let netlist = try Netlist(lowering: HandBuiltNetwork.network())
    let probes = netlist.probes
    #expect(probes.count == netlist.cells.count)
    let neuron = probes.first { netlist.place(ofWire: $0.wire) == .neuron(.init(layer: "layer1", index: 1)) }
    #expect(neuron?.path == "u_layer1.n1")
    #expect(probes.last?.path == "class_index")
  }

  @Test("texts of files neither end a comment nor act in it")
  func comments() {
    #expect(VerilogName.comment("a*/b/*c\\\n\u{202E}d") == "a* /b/ *c   d")
    #expect(VerilogName.comment("/*/") == "/ * /")
    #expect(VerilogName.literal("say \"??=\" \\n") == "\"say '\\?\\?='  n\"")
  }

  @Test("makes any model name a legal module name")
  func names() throws {
    let network = try HandBuiltNetwork.network()
    for (name, module) in [
      ("jsc-tiny", "jsc_tiny"), ("2-layers", "net_2_layers"), ("module", "module_net"), ("", "net"),
      ("lnq_register", "lnq_register_net"), ("größe", "gr__e_cd38f49a"), ("模型", "net_c7a28aea"), ("clk_i", "clk_i_net"),
      ("class_index", "class_index_net"), ("layer1_data", "layer1_data_net"),
      (String(repeating: "m", count: 100), String(repeating: "m", count: 100)),
      (String(repeating: "m", count: 200), String(repeating: "m", count: 91) + "_f8a42f5d"),
    ] {
      let renamed = try TableNetwork(
        name: name, inputs: network.inputs, tables: network.tables, layers: network.layers, outputs: network.outputs,
        classNames: network.classNames)
      #expect(HardwareInterface(of: try Netlist(lowering: renamed)).module == module)
    }
  }

  @Test("an interface whose latency nothing would ever reach is refused", arguments: [-1, 1_000_001, Int.max])
  func impossibleLatency(cycles: Int) throws {
    let interface = HardwareInterface(of: try Netlist(lowering: HandBuiltNetwork.network()))
    let text = interface.json.replacing("\"latencyCycles\" : 0", with: "\"latencyCycles\" : \(cycles)")
    #expect(text != interface.json)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(HardwareInterface.self, from: Data(text.utf8)) }
  }
}
