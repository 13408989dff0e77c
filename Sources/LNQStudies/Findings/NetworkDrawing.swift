import LNQHardware
import LNQMapping
import LNQReport
import LNQTables
import LNQText
import LNQTraining

/// A network as labs draw it: a box a layer, with the shapes of what flows between them.
package enum NetworkDrawing {
  /// The layers of a float network.
  package static func layers(_ model: ModelDescription) -> GraphDrawing {
    var walk = Walk(GraphDrawing(title: "\(VisibleText.escaped(model.name)): the layers"))
    let input = walk.drawing.add(.data, ["input"])
    let shape = ActivationShape.features(model.inputCount)
    let (last, output) = walk.add(model.layers, after: input, shape)
    walk.drawing.connect(last, walk.drawing.add(.data, ["output"]), text(output))
    return walk.drawing
  }

  private static func text(_ shape: ActivationShape) -> String {
    switch shape {
    case .features(let count): NumberText.count(count)
    case .channels(let channels, let length): "\(channels) × \(length)"
    }
  }

  private struct Walk {
    var drawing: GraphDrawing

    init(_ drawing: GraphDrawing) { self.drawing = drawing }

    /// Adds boxes behind a box, and gives the last one and the shape of what leaves it.
    mutating func add(_ layers: [Layer], after node: Int, _ input: ActivationShape) -> (Int, ActivationShape) {
      var (last, shape) = (node, input)
      for layer in layers {
        if case .branches(let kind, let branches) = layer {
          let sum = drawing.add(.sum, ["+"])
          for branch in branches {
            let (end, output) = add(branch, after: last, shape)
            drawing.connect(end, sum, branch.isEmpty && kind == .residual ? "shortcut" : NetworkDrawing.text(output))
          }
          last = sum
        } else {
          let box = drawing.add(Self.kind(layer), Self.lines(layer))
          drawing.connect(last, box, NetworkDrawing.text(shape))
          last = box
        }
        shape = layer.outputShape(of: shape)
      }
      return (last, shape)
    }

    private static func kind(_ layer: Layer) -> GraphDrawing.Kind {
      switch layer {
      case .linear, .conv1d, .neurons, .kanLinear: .weights
      case .batchNorm1d, .dropout: .normalization
      case .elementwise: .activation
      case .quantizer, .thermometer, .luts: .tables
      case .flatten, .unflatten, .groupSum: .shape
      case .branches: .sum
      }
    }

    /// How many characters a line has at most: a drawing fits a phone.
    private static let lineWidth = 36

    /// What a layer is called, and its numbers as PyTorch writes them.
    private static func lines(_ layer: Layer) -> [String] {
      let parameters = layer.parameterCount
      let more = parameters == 0 ? [] : [NumberText.counted(parameters, "parameter", "parameters")]
      let text = "\(layer)"
      guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else { return [text] + more }
      let name = String(text[..<open])
      var arguments = String(text[text.index(after: open)...].dropLast())
      switch layer {
      case .linear(let inputs, let outputs, _, let fanIn):
        arguments = "\(inputs) → \(outputs)" + (fanIn.map { ", fan-in \($0)" } ?? "")
      case .conv1d(let geometry, _):
        arguments =
          "\(geometry.inputChannels) → \(geometry.outputChannels) channels, \(geometry.kernelSize) taps"
          + (geometry.stride == 1 ? "" : ", stride \(geometry.stride)")
          + (geometry.padding == 0 ? "" : ", padding \(geometry.padding)")
          + (geometry.groups == 1 ? "" : ", \(geometry.groups) groups")
      case .quantizer(let settings):
        arguments =
          (settings.learned == nil ? "" : "up to ")
          + "\(settings.bits) bit\(settings.bits == 1 ? "" : "s"), codes \(settings.codes.lowerBound) … \(settings.codes.upperBound)"
      case .flatten, .unflatten: return [name]
      case .batchNorm1d: arguments = ""
      default: break
      }
      return [name] + (arguments.isEmpty ? [] : LineBreaking.lines(of: arguments, columns: lineWidth)) + more
    }
  }
}

extension SynthesisReport {
  /// What `lnq synthesize` found of a run's tables as they are; nil when it was not asked, or asked before they were made anew.
  ///
  /// - Throws: `RunDirectoryError.damaged`.
  package static func current(of run: RunDirectory) throws(RunDirectoryError) -> SynthesisReport? {
    guard run.contains(.synthesis) else { return nil }
    do {
      return try run.decode(SynthesisReport.self, from: .synthesis).value
    } catch {
      guard case .stale = error else { throw error }
      return nil
    }
  }
}

extension NetworkDrawing {
  /// The tables of a quantized run, a box a layer: widths, fan-in, tables, LUTs; and what is known of levels and registers.
  ///
  /// - Parameters:
  ///   - estimates: `network.lutEstimates`.
  ///   - circuit: a mapped circuit, whose LUTs are counted; nil for the formula.
  ///   - synthesis: what was found; a design with an encoder of raw values in front is another one, and left out.
  package static func tables(
    _ network: TableNetwork, _ estimates: [TableNetwork.LUTEstimate], _ circuit: BitCircuit?,
    _ synthesis: SynthesisReport?
  ) -> GraphDrawing {
    let synthesis = synthesis.flatMap { $0.rawFormats == nil ? $0 : nil }
    var drawing = GraphDrawing(title: "\(VisibleText.escaped(network.name)): the tables")
    let signals = network.signals
    func codes(_ signals: some Collection<Signal>) -> String {
      let widths = signals.map(\.format.width)
      let (low, high) = (widths.min() ?? 0, widths.max() ?? 0)
      return "\(signals.count) × \(low == high ? "\(low)" : "\(low)–\(high)") bit\(high == 1 ? "" : "s")"
    }
    var last = drawing.add(.data, ["inputs", codes(network.inputs)])
    var flow = codes(network.inputs)
    for (layer, estimate) in zip(network.layers, estimates) {
      let lookups = layer.neurons.flatMap(\.lookups)
      let fanIns = layer.neurons.map { Set($0.lookups.flatMap(\.inputs)).count }
      let rows = Set(lookups.map(\.table)).reduce(0) { $0 + network.tables[$1].rowCount }
      let assembled = layer.neurons.count { $0.lookups.count > 1 }
      let widest = lookups.map { network.tables[$0.table].addressWidth }.max() ?? 0
      var lines = ["\(layer.name): \(NumberText.counted(layer.neurons.count, "neuron", "neurons"))"]
      lines.append("fan-in \(range(fanIns)), codes of \(codesText(layer, codes))")
      lines.append(
        assembled == 0
          ? "one table each, up to \(widest) address bits"
          : "\(NumberText.count(lookups.count)) tables, up to \(widest) address bits, added")
      lines.append("\(NumberText.count(rows)) rows in \(NumberText.count(Set(lookups.map(\.table)).count)) tables")
      if let circuit {
        let own = BitStatistics(circuit) { $0.place.neuron?.layer == layer.name }
        lines.append(
          NumberText.counted(own.luts, "LUT", "LUTs") + (own.carryBits == 0 ? "" : ", \(own.carryBits) carry bits"))
      } else {
        lines.append(
          NumberText.counted(estimate.lookups, "LUT", "LUTs")
            + (estimate.adderBits == 0 ? "" : " and \(NumberText.count(estimate.adderBits)) adder bits") + " by formula"
        )
      }
      let box = drawing.add(.tables, lines)
      drawing.connect(last, box, flow)
      flow = codes(layer.neurons.map(\.output))
      last = box
    }
    let head = circuit.map { BitStatistics($0) { $0.place == .classIndex }.luts }
    let outputs = drawing.add(
      .data,
      ["class: the largest of \(network.outputs.count)"] + (head.map { [NumberText.counted($0, "LUT", "LUTs")] } ?? []))
    drawing.connect(last, outputs, codes(network.outputs.map { signals[$0] }))
    if let facts = facts(circuit, synthesis) { drawing.connect(outputs, drawing.add(.shape, facts), "") }
    return drawing
  }

  private static func codesText(_ layer: TableLayer, _ codes: ([Signal]) -> String) -> String {
    let widths = Set(layer.neurons.map(\.output.format.width)).sorted()
    return widths.count == 1
      ? "\(widths[0]) bit\(widths[0] == 1 ? "" : "s")" : "\(widths[0])–\(widths[widths.count - 1]) bits"
  }

  private static func range(_ values: [Int]) -> String {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    return low == high ? "\(low)" : "\(low)–\(high)"
  }

  /// What is known of the whole circuit.
  private static func facts(_ circuit: BitCircuit?, _ synthesis: SynthesisReport?) -> [String]? {
    if let synthesis {
      let registers =
        synthesis.latencyCycles.map {
          $0 == 0
            ? "no registers" : "\(NumberText.counted(synthesis.flipFlops, "flip-flop", "flip-flops")), \($0) cycles"
        } ?? NumberText.counted(synthesis.flipFlops, "flip-flop", "flip-flops")
      return [
        "\(NumberText.counted(synthesis.luts, "LUT", "LUTs")), \(synthesis.target)",
        "\(NumberText.counted(synthesis.depth, "level", "levels")) between registers, \(registers)",
      ]
    }
    guard let circuit else { return nil }
    let statistics = BitStatistics(circuit)
    return [
      "\(NumberText.counted(statistics.luts, "LUT", "LUTs")), mapped fast",
      "\(NumberText.counted(statistics.depth, "level", "levels")), no registers",
    ]
  }
}
