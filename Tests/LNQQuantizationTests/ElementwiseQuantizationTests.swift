import LNQData
import LNQFixedPoint
import LNQQuantization
import LNQTables
import LNQTestSupport
import LNQTraining
import Testing

@Suite("Element-wise functions in codes and tables")
struct ElementwiseQuantizationTests {
  private func network(_ text: String, seed: UInt64 = 1) throws -> Network {
    Network(try ModelDescription(name: "mine", text: text), seed: seed)
  }

  private func quantized(_ network: Network) throws -> (network: QuantizedNetwork, rows: LabelledRows) {
    var generator = FloatNetworkGenerator(seed: 1)
    let rows = generator.rows(200, for: network)
    return (try QuantizedNetworkTests.quantized(network, rows), rows)
  }

  @Test("of a neuron that is one table belong to it, with a BatchNorm after them")
  func folded() throws {
    let network = try network(
      """
      QuantIdentity(bits=3)
      Linear(4, 3, fan_in=2)
      Tanh()
      BatchNorm1d(3)
      QuantIdentity(bits=3)
      Linear(3, 2, fan_in=2, degree=2)
      Sigmoid()
      """)
    let (quantized, rows) = try quantized(network)
    #expect(
      quantized.layers.map(\.origin) == [
        "Linear(4, 3, fan_in=2), Tanh(), BatchNorm1d(3), QuantIdentity(bits=3)",
        "Linear(3, 2, fan_in=2, degree=2), Sigmoid()",
      ])
    #expect(quantized.layers.allSatisfy { $0.neurons.allSatisfy { $0.parts.count == 1 } })
    #expect(quantized.layers[0].neurons[0].parts[0].activation.count == 2)
    #expect(quantized.layers[0].neurons[0].parts[0].activation.first == .function(.tanh(Tanh())))
    // A sigmoid's values are in 0 … 1.
    let codes = try QuantizedNetworkTests.rowsOfCodes(quantized, rows)
    let tables = try TableNetwork(tabulating: quantized)
    for row in codes {
      let signals = try quantized.signalCodes(for: row)
      #expect(try signals == tables.signalCodes(for: row))
      for output in quantized.outputs {
        let value = quantized.signals[output].quantizer.value(of: signals[output])
        #expect(value >= 0 && value <= 1)
      }
    }
  }

  @Test("of a sum that may get parts are functions of its codes: in the next layer, or a layer of their own at the end")
  func split() throws {
    let (quantized, _) = try quantized(try network("Linear(4, 3)\nTanh()\nLinear(3, 2)\nLeakyReLU(0.5)\nReLU()"))
    #expect(
      quantized.layers.map(\.origin) == [
        "Linear(4, 3)", "Tanh(), Linear(3, 2)", "LeakyReLU(negative_slope=0.5), ReLU()",
      ])
    #expect(quantized.layers[2].neurons.allSatisfy { $0.parts[0].terms.count == 1 && !$0.output.format.isSigned })
    let own = try self.quantized(try network("Linear(4, 3)\nTanh()\nQuantIdentity(bits=4)\nLinear(3, 2)")).network
    #expect(own.layers.map(\.origin) == ["Linear(4, 3)", "Tanh(), QuantIdentity(bits=4)", "Linear(3, 2)"])
  }

  @Test("an Identity is nothing, and a ReLU before another function ends what stands before it")
  func others() throws {
    let plain = try quantized(try network("Linear(4, 3)\nReLU()\nLinear(3, 2)")).network
    let more = try quantized(try network("Identity()\nLinear(4, 3)\nIdentity()\nReLU()\nLinear(3, 2)\nIdentity()"))
      .network
    #expect(try TableNetwork(tabulating: more) == TableNetwork(tabulating: plain))
    let both = try quantized(try network("Linear(4, 3)\nReLU()\nTanh()\nLinear(3, 2)")).network
    #expect(both.layers.map(\.origin) == ["Linear(4, 3), ReLU()", "Tanh(), Linear(3, 2)"])
    #expect(both.layers[0].neurons.allSatisfy { !$0.output.format.isSigned })
  }

  @Test("before a quantizer at the input take a table of the feature's code")
  func input() throws {
    let (quantized, _) = try quantized(try network("Tanh()\nQuantIdentity(bits=3)\nLinear(4, 2)"))
    #expect(quantized.layers.map(\.origin) == ["Tanh(), QuantIdentity(bits=3)", "Linear(4, 2)"])
    #expect(quantized.inputs.map(\.format.width) == [8, 8, 8, 8])
  }
}
