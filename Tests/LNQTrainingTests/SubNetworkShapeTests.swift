import LNQTraining
import Testing

@Suite("The shape of a sub-network")
struct SubNetworkShapeTests {
  private func layout(_ shape: SubNetworkShape) -> [String] {
    shape.stages.map { stage in
      (stage.layers + (stage.shortcut.map { [$0] } ?? [])).map {
        "\($0.inputCount)→\($0.outputCount) at \($0.weightOffset), \($0.biasOffset)"
      }.joined(separator: "; ") + (stage.shortcut == nil ? "" : " (shortcut)")
    }
  }

  @Test("has one stage without shortcuts")
  func plain() {
    let shape = SubNetworkShape(inputCount: 3, hidden: 4, depth: 3, skip: 0)
    #expect(layout(shape) == ["3→4 at 0, 12; 4→4 at 16, 32; 4→1 at 36, 40"])
    #expect(shape.parameterCount == 41)
  }

  @Test("has a stage for each shortcut, whose parameters come last in it")
  func skips() {
    let shape = SubNetworkShape(inputCount: 3, hidden: 4, depth: 4, skip: 2)
    #expect(
      layout(shape) == [
        "3→4 at 0, 12; 4→4 at 16, 32; 3→4 at 36, 48 (shortcut)",
        "4→4 at 52, 68; 4→1 at 72, 76; 4→1 at 77, 81 (shortcut)",
      ])
    #expect(shape.parameterCount == 82)
  }

  @Test("is a weighted sum with one layer")
  func single() {
    #expect(layout(SubNetworkShape(inputCount: 5, hidden: 9, depth: 1, skip: 0)) == ["5→1 at 0, 5"])
    #expect(NeuronFunction.linear.parameterCount(fanIn: 5) == 6)
  }
}
