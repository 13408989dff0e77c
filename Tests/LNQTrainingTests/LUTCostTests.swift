import LNQTestSupport
import Testing

@testable import LNQTraining

@Suite("An estimate of the LUTs by the widths")
struct LUTCostTests {
  /// A network whose widths are no whole numbers.
  private func network(_ text: String) throws -> Network {
    let model = try ModelDescription(name: "mine", text: text)
    let start = Network(model, seed: 3)
    return Network(model) { place in
      var numbers = start.numbers(at: place)
      guard let bits = place.tensors.firstIndex(where: { $0.tensor.name == "bits" }) else { return numbers }
      numbers.values[bits] = numbers.values[bits].indices.map { Float($0 * 7 % 13) / 13 * 2.75 + 0.125 }
      return numbers
    }
  }

  private static let texts = [
    """
    QuantIdentity(bits='learned', max_bits=3, features=16), Linear(16, 12, fan_in=4), BatchNorm1d(12)
    QuantReLU(bits='learned', max_bits=3, features=12), Linear(12, 5, fan_in=3), QuantIdentity(bits='learned')
    """,
    """
    QuantIdentity(bits='learned', max_bits=3, features=16), KANLinear(16, 6, bits='learned'), KANLinear(6, 5, bits=4)
    """,
    """
    QuantIdentity(bits='learned', max_bits=3, features=16), Linear(16, 6), QuantReLU(bits='learned', features=6)
    Linear(6, 5, fan_in=2, degree=2, adders=2), QuantIdentity(bits=4)
    """,
    """
    QuantIdentity(bits='learned', max_bits=3, features=16), Unflatten(1, (2, 8)), Conv1d(2, 3, 3)
    QuantReLU(bits='learned', features=3), Flatten(), Residual(Linear(18, 18), QuantReLU(bits='learned', features=18))
    Linear(18, 5, fan_in=3)
    """,
  ]

  @Test("has the gradient of its value", arguments: texts)
  func gradient(text: String) throws {
    let network = try network(text)
    let cost = LUTCost(network)
    #expect(cost.hasLearnedWidths)
    let parameters = ScalarBuffer<Float>(network.parameters)
    let gradients = ScalarBuffer<Float>(count: network.parameters.count)
    cost.addGradient(times: 2, parameters: parameters, to: gradients)
    for (place, gradient) in gradients.values.enumerated() {
      func value(_ distance: Float) -> Double {
        cost.value { parameters[$0] + ($0 == place ? distance : 0) }
      }
      // No sum of these widths is within a 1/256 of a whole number but where it is one.
      let step: Float = 0x1p-10
      let differences = [value(step) - value(0), value(0) - value(-step)].map { 2 * $0 / Double(step) }
      #expect(
        differences.contains { abs($0 - Double(gradient)) < 1e-2 * max(1, abs($0)) },
        "parameter \(place): \(gradient), not \(differences)")
    }
    let learned = network.allPlaces.filter { $0.tensors.last?.tensor.name == "bits" }
    #expect(learned.allSatisfy { place in place.tensors.last?.range.contains { gradients[$0] > 0 } ?? false })
  }

  @Test("counts tables: an output bit of a address bits is L(a), and a table that gives nothing is none")
  func values() throws {
    let text =
      "QuantIdentity(bits=3), Linear(16, 7, fan_in=4), QuantReLU(bits=2), Linear(7, 5, fan_in=1), QuantIdentity(bits=4)"
    let fixed = try LUTCost(network(text))
    #expect(!fixed.hasLearnedWidths)
    let table = TableCost.perOutputBit
    #expect(abs(fixed.value { _ in 0 } - (7 * 2 * table[12] + 5 * 4 * table[2])) < 1e-9)
    let learned = try LUTCost(
      network("QuantIdentity(bits='learned', features=16), Linear(16, 7, fan_in=4), QuantReLU(bits='learned')"))
    #expect(learned.value { $0 < 17 ? 0 : 2 } == 0)
    #expect(learned.value { $0 < 17 ? 2 : 0 } == 0)
    #expect(zip(table, table.dropFirst()).allSatisfy { $0 < $1 })
  }
}
