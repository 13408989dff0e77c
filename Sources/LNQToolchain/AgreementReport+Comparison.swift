import LNQHardware

extension AgreementReport {
  /// Compares what came out of a simulation with what the reference computes.
  ///
  /// - Parameters:
  ///   - expectedOutputs: the reference's output codes, sample after sample, one for each of `interface.outputs`.
  ///   - expectedClasses: the reference's class of each sample; empty when the interface has no `class_o`.
  ///   - limit: how many differing values `firstMismatches` holds at most.
  /// - Throws: `ToolchainError.codes` when there are not as many expected rows as samples, or one does not fit.
  public init(
    of response: SimulationResponse, expectedOutputs: [Int], expectedClasses: [Int], interface: HardwareInterface,
    variant: String, limit: Int = 10
  ) throws(ToolchainError) {
    let expected = try PackedVectors(rows: expectedOutputs, slices: interface.outputs)
    guard expected.count == response.samplesIn else {
      throw .codes("\(expected.count) expected rows for \(response.samplesIn) samples")
    }
    let hasClass = interface.classWidth > 0
    guard expectedClasses.count == (hasClass ? response.samplesIn : 0) else {
      throw .codes("\(expectedClasses.count) expected classes for \(hasClass ? response.samplesIn : 0) class values")
    }
    var mismatches = 0
    var first: [Mismatch] = []
    for sample in 0..<response.samplesIn {
      let cameOut = sample < response.outputs.count
      let outputsAgree = cameOut && response.outputs[sample].elementsEqual(expected[sample])
      let classAgrees = !hasClass || cameOut && response.classes[sample] == expectedClasses[sample]
      if outputsAgree && classAgrees { continue }
      mismatches += 1
      if first.count >= limit { continue }
      for slice in interface.outputs {
        let want = slice.format.code(ofBitPattern: expected.bitPattern(of: slice, at: sample))
        let got =
          cameOut ? slice.format.code(ofBitPattern: response.outputs.bitPattern(of: slice, at: sample)) : nil
        if want != got {
          first.append(Mismatch(sample: sample, wire: "output \(slice.name)", expected: want, got: got))
        }
      }
      if !classAgrees {
        let got = cameOut ? response.classes[sample] : nil
        first.append(Mismatch(sample: sample, wire: "class", expected: expectedClasses[sample], got: got))
      }
    }
    self.init(
      variant: variant, simulator: response.simulator, samples: response.samplesIn, mismatches: mismatches,
      firstMismatches: Array(first.prefix(limit)), latencyCycles: response.latencyCycles,
      expectedLatencyCycles: interface.latencyCycles, timingViolations: response.timingViolations,
      firstTimingViolation: response.firstTimingViolation, cycles: response.cycles, seconds: response.seconds)
  }
}
