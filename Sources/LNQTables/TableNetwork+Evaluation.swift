import LNQFixedPoint

extension TableNetwork {
  /// The codes of all signals for one sample: the definition of what the hardware computes, in its plainest form.
  ///
  /// - Parameter inputCodes: one code for each input.
  /// - Throws: `TableError.inputCodes` when the number of codes is wrong or one is outside its input's format.
  public func signalCodes(for inputCodes: [Int]) throws(TableError) -> [Int] {
    try checkInputCodes(inputCodes)
    let signals = self.signals
    var codes = inputCodes
    for layer in layers {
      for neuron in layer.neurons {
        var sum = 0
        for lookup in neuron.lookups {
          var (address, width) = (0, 0)
          for input in lookup.inputs {
            let format = signals[input].format
            address |= Int(format.bitPattern(of: codes[input])) << width
            width += format.width
          }
          sum += tables[lookup.table][address]
        }
        codes.append(neuron.requantization?(sum) ?? sum)
      }
    }
    return codes
  }

  /// The index of the largest of `codes`; among equals, the lowest index.
  ///
  /// - Precondition: `codes` is not empty.
  public static func argmax(_ codes: some Collection<Int>) -> Int {
    var (best, bestIndex, index) = (Int.min, 0, 0)
    for code in codes {
      if code > best { (best, bestIndex) = (code, index) }
      index += 1
    }
    return bestIndex
  }

  func checkInputCodes(_ codes: [Int]) throws(TableError) {
    guard codes.count.isMultiple(of: inputs.count), !codes.isEmpty || inputs.isEmpty else {
      throw .inputCodes("\(codes.count) codes for \(name), which has \(inputs.count) inputs")
    }
    for (index, code) in codes.enumerated() {
      let input = inputs[index % inputs.count]
      guard input.format.codes.contains(code) else {
        throw .inputCodes(
          "code \(code) for input \(input.name), whose format \(input.format) has the codes "
            + "\(input.format.minimumCode) to \(input.format.maximumCode)")
      }
    }
  }
}
