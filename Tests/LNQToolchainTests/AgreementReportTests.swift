import Foundation
import LNQHardware
import LNQToolchain
import Testing

@Suite("Agreement reports")
struct AgreementReportTests {
  let tiny = TinyDesign("tiny", "s4.0 u4.0", latency: 2, hasClass: true)

  private func response(_ outputs: [Int], classes: [Int], samplesIn: Int) throws -> SimulationResponse {
    SimulationResponse(
      outputs: try PackedVectors(rows: outputs, slices: tiny.interface.outputs), classes: classes, samplesIn: samplesIn,
      latencyCycles: 2, timingViolations: 0, firstTimingViolation: nil, cycles: 9, seconds: 0.5, simulator: "Sim 1",
      log: "/log")
  }

  private func report(_ response: SimulationResponse, _ outputs: [Int], _ classes: [Int], limit: Int = 10) throws
    -> AgreementReport
  {
    try AgreementReport(
      of: response, expectedOutputs: outputs, expectedClasses: classes, interface: tiny.interface, variant: "v",
      limit: limit)
  }

  @Test("Equal outputs and classes agree")
  func agrees() throws {
    let report = try report(response([1, -2, 3, 4], classes: [0, 1], samplesIn: 2), [1, -2, 3, 4], [0, 1])
    #expect(report.agrees)
    #expect(report.mismatches == 0)
    #expect(report.vectorsPerSecond == 4)
    #expect(report.latencyCycles == 2)
  }

  @Test("Every output and class that differs is listed; a sample counts once")
  func differs() throws {
    let report = try report(
      response([1, -2, 3, 4, 5, 6], classes: [0, 1, 0], samplesIn: 3), [1, -2, 2, -8, 5, 6], [0, 0, 0])
    #expect(report.mismatches == 1)
    #expect(
      report.firstMismatches == [
        AgreementReport.Mismatch(sample: 1, wire: "output y0", expected: 2, got: 3),
        AgreementReport.Mismatch(sample: 1, wire: "output y1", expected: -8, got: 4),
        AgreementReport.Mismatch(sample: 1, wire: "class", expected: 0, got: 1),
      ])
    #expect(!report.agrees)
  }

  @Test("A class alone can differ")
  func classDiffers() throws {
    let report = try report(response([1, -2], classes: [0], samplesIn: 1), [1, -2], [1])
    #expect(report.firstMismatches == [AgreementReport.Mismatch(sample: 0, wire: "class", expected: 1, got: 0)])
  }

  @Test("No more values are listed than the limit, but all samples are counted")
  func limit() throws {
    let report = try report(
      response([1, 1, 1, 1, 1, 1], classes: [0, 0, 0], samplesIn: 3), [2, 2, 2, 2, 2, 2], [0, 0, 0], limit: 3)
    #expect(report.firstMismatches.count == 3)
    #expect(report.mismatches == 3)
  }

  @Test("Samples that never came out are mismatches with nothing got")
  func missing() throws {
    let report = try report(response([1, -2], classes: [0], samplesIn: 2), [1, -2, 3, 4], [0, 1])
    #expect(report.mismatches == 1)
    #expect(report.firstMismatches.map(\.sample) == [1, 1, 1])
    #expect(report.firstMismatches.allSatisfy { $0.got == nil })
  }

  @Test("As many expected rows and classes as samples are demanded")
  func shapes() throws {
    let response = try response([1, -2], classes: [0], samplesIn: 1)
    #expect(throws: ToolchainError.codes("2 expected rows for 1 samples")) { try report(response, [1, -2, 3, 4], [0]) }
    #expect(throws: ToolchainError.codes("0 expected classes for 1 class values")) {
      try report(response, [1, -2], [])
    }
    #expect(throws: ToolchainError.codes("row 0, y1: 8 is no code of s4.0")) { try report(response, [1, 8], [0]) }
  }

  @Test("The names in JSON are stable, and a report comes back from them")
  func json() throws {
    let violation = TimingViolation(kind: .latency, cycle: 7, sample: 2, latencyCycles: 3)
    let report = AgreementReport(
      variant: "packed", simulator: "Verilator 5.006", samples: 10, mismatches: 1,
      firstMismatches: [AgreementReport.Mismatch(sample: 4, wire: "output g", expected: 1, got: nil)], latencyCycles: 3,
      expectedLatencyCycles: 2, timingViolations: 1, firstTimingViolation: violation, cycles: 20, seconds: 0.25)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let data = try encoder.encode(report)
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"cycles":20,"expectedLatencyCycles":2,"firstMismatches":[{"expected":1,"sample":4,"wire":"output g"}],"#
        + #""firstTimingViolation":{"cycle":7,"kind":"latency","latencyCycles":3,"sample":2},"latencyCycles":3,"#
        + #""mismatches":1,"samples":10,"seconds":0.25,"simulator":"Verilator 5.006","timingViolations":1,"#
        + #""variant":"packed","vectorsPerSecond":40}"#)
    #expect(try JSONDecoder().decode(AgreementReport.self, from: data) == report)
  }

  @Test(
    "A timing violation is a sentence",
    arguments: [
      (TimingViolation.Kind.reset, "valid_o is high during reset"),
      (.unexpected, "valid_o is high in cycle 7 although no sample is on its way"),
      (.latency, "sample 2 came out after 3 cycles, in cycle 7"),
      (.missing, "sample 2 and those after it never came out; the simulation ended in cycle 7"),
    ])
  func violation(kind: TimingViolation.Kind, sentence: String) {
    #expect(TimingViolation(kind: kind, cycle: 7, sample: 2, latencyCycles: 3).description == sentence)
  }
}
