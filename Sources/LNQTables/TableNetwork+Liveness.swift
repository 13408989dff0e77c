extension TableNetwork {
  /// Whether each signal reaches an output. Random fan-in wiring leaves neurons that nobody reads; hardware leaves them out.
  public var liveSignals: [Bool] {
    var live = [Bool](repeating: false, count: signalCount)
    for output in outputs { live[output] = true }
    var signal = signalCount
    for layer in layers.reversed() {
      for neuron in layer.neurons.reversed() {
        signal -= 1
        guard live[signal] else { continue }
        for lookup in neuron.lookups {
          for input in lookup.inputs { live[input] = true }
        }
      }
    }
    return live
  }
}
