import LNQFixedPoint
import LNQHardware
import LNQToolchain
import Testing

@Suite("Stimulus")
struct StimulusTests {
  let interface = TinyDesign("tiny", "s4.0 u3.0", latency: 0).interface

  @Test("The corners are all minimum, all maximum, all zero, and each input alone at its extremes")
  func corners() {
    #expect(
      Stimulus.cornerRows(of: interface) == [
        -8, 0, 7, 7, 0, 0, /* x0 alone */ -8, 0, 7, 0, /* x1 alone */ 0, 0, 0, 7,
      ])
  }

  @Test("Random rows are codes of their inputs, equal for equal seeds and different for others")
  func random() {
    let rows = Stimulus.randomRows(of: interface, count: 500, seed: 7)
    #expect(rows.count == 1000)
    let (first, second) = (stride(from: 0, to: 1000, by: 2), stride(from: 1, to: 1000, by: 2))
    #expect(Set(first.map { rows[$0] }) == Set(-8...7))
    #expect(Set(second.map { rows[$0] }) == Set(0...7))
    #expect(Stimulus.randomRows(of: interface, count: 500, seed: 7) == rows)
    #expect(Stimulus.randomRows(of: interface, count: 500, seed: 8) != rows)
  }

  @Test("Appended rows come back as codes, and selected ones in the asked order")
  func append() throws {
    var stimulus = Stimulus(interface: interface, seed: 1)
    #expect(stimulus.count == 0)
    try stimulus.append(rows: [-8, 0, 7, 7])
    try stimulus.append(rows: [1, 2])
    #expect(stimulus.count == 3)
    #expect((0..<3).flatMap { stimulus.codes(at: $0) } == [-8, 0, 7, 7, 1, 2])
    let selected = stimulus.selecting([2, 0])
    #expect((0..<2).flatMap { selected.codes(at: $0) } == [1, 2, -8, 0])
    #expect(selected.seed == 1)
  }

  @Test("A row that does not fit is refused")
  func refuses() {
    var stimulus = Stimulus(interface: interface, seed: 1)
    #expect(throws: ToolchainError.codes("row 0, x1: -1 is no code of u3.0")) { try stimulus.append(rows: [0, -1]) }
  }
}
