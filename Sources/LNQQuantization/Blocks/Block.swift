import LNQFixedPoint

/// A stretch of a float network that becomes one layer of tables: what goes into some functions, the functions, and how their
/// values become codes.
struct Block {
  /// One function of some signals before the block: a weighted sum, a polynomial, a small network.
  struct Output {
    var terms: [NeuronPart.Term]
    var function: NeuronPart.Function
    /// Functions of its value, first to last: a `Tanh` after it, a BatchNorm after that. Empty unless the neuron is one table.
    var activation: [Elementwise] = []
  }

  /// How the values of the outputs become codes.
  enum Coding: Hashable {
    /// In formats that calibration rows choose; negative values become 0 if `isRectified`.
    case calibrated(isRectified: Bool)
    /// By the network's own quantizer, whose width each output can have learned: one for each output.
    case own([Quantizer])
    /// By one quantizer for each output, of whose codes no sum that matters is between two.
    case exact([Quantizer])
    /// By the network's own quantizer. Neighbouring codes are added and are one neuron, for each its count. The sum is exact, or
    /// saturates at the quantizer's codes.
    case added(Quantizer, counts: [Int], saturates: Bool)
  }

  /// The functions, with BatchNorm after a Linear or a Conv1d folded in.
  var outputs: [Output]
  /// For each neuron the number of its group: a group shares one quantizer. The positions of a channel are one.
  var groups: [Int]
  /// From values to codes.
  var coding: Coding
  /// Whether the functions were chosen to be tables: few inputs each, or no sums.
  var isSparse: Bool
  /// The float layers that it was made from.
  let origin: String
  /// Whether it is what turns features into bits, a thermometer.
  var isEncoder = false

  /// How many neurons it becomes.
  var neuronCount: Int { neurons.count }

  /// For each neuron its outputs.
  var neurons: [Range<Int>] {
    guard case .added(_, let counts, _) = coding else { return outputs.indices.map { $0..<$0 + 1 } }
    var end = 0
    return counts.map { count in
      end += count
      return end - count..<end
    }
  }
}

extension Block.Output {
  /// A weighted sum.
  init(bias: Double, terms: [NeuronPart.Term]) {
    self.init(terms: terms, function: .sum(bias: bias))
  }

  /// A signal with elementwise functions on it.
  init(signal: Int, activation: [Elementwise]) {
    self.init(bias: 0, terms: [NeuronPart.Term(signal: signal, weight: 1, activation: activation)])
  }

  /// The function, and another one of its value.
  func activated(_ next: Elementwise) -> Block.Output {
    Block.Output(terms: terms, function: function, activation: activation + [next])
  }

  /// The function times `scale`, and then `offset` more: a BatchNorm after it, folded into its parameters.
  func scaled(by scale: Double, offset: Double) -> Block.Output {
    guard activation.isEmpty else { return activated(.affine(scale: scale, offset: offset)) }
    return switch function {
    case .sum(let bias):
      Block.Output(
        bias: bias * scale + offset,
        terms: terms.map { term in
          NeuronPart.Term(
            signal: term.signal,
            summands: term.summands.map { NeuronPart.Summand(weight: $0.weight * scale, activation: $0.activation) })
        })
    case .polynomial(let polynomial):
      Block.Output(terms: terms, function: .polynomial(polynomial.scaled(by: scale, offset: offset)))
    case .network(let network):
      Block.Output(terms: terms, function: .network(network.scaled(by: scale, offset: offset)))
    case .table, .edge: activated(.affine(scale: scale, offset: offset))
    }
  }

  /// The bias of a weighted sum; nil for other functions, and for a function of the sum: those have no parts.
  var bias: Double? {
    if case .sum(let bias) = function, activation.isEmpty { bias } else { nil }
  }

  /// The sum of two weighted sums: a signal that both read is one term, and summands with equal activations are one summand;
  /// what cancels is left out.
  ///
  /// - Precondition: both are weighted sums.
  static func + (left: Block.Output, right: Block.Output) -> Block.Output {
    guard let leftBias = left.bias, let rightBias = right.bias else {
      preconditionFailure("only weighted sums are added")
    }
    var terms = left.terms
    var places: [Int: Int] = [:]
    for (place, term) in terms.enumerated() { places[term.signal] = place }
    for term in right.terms {
      if let place = places[term.signal] {
        terms[place] = terms[place] + term
      } else {
        terms.append(term)
      }
    }
    return Block.Output(bias: leftBias + rightBias, terms: terms.filter { !$0.summands.isEmpty })
  }
}

extension NeuronPart.Term {
  /// weight · activation(x).
  init(signal: Int, weight: Double, activation: [Elementwise]) {
    self.init(signal: signal, summands: [NeuronPart.Summand(weight: weight, activation: activation)])
  }

  fileprivate static func + (left: NeuronPart.Term, right: NeuronPart.Term) -> NeuronPart.Term {
    var summands = left.summands
    for summand in right.summands {
      if let place = summands.firstIndex(where: { $0.activation == summand.activation }) {
        summands[place] = NeuronPart.Summand(
          weight: summands[place].weight + summand.weight, activation: summand.activation)
      } else {
        summands.append(summand)
      }
    }
    return NeuronPart.Term(signal: left.signal, summands: summands.filter { $0.weight != 0 })
  }
}
