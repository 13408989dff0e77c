/// A stretch of a float network that becomes one layer of tables: what goes into some sums, and the ReLU after them.
///
/// Each output is bias + Σ terms, in Double, then max(·, 0) if `hasReLU`. Terms read any signal before the block.
struct Block {
  /// One output's bias and inputs.
  struct Output {
    var bias: Double
    var terms: [NeuronPart.Term]
  }

  /// The outputs, with BatchNorm after a Linear or a Conv1d folded in.
  let outputs: [Output]
  /// For each output the number of its group: a group shares one quantizer. The positions of a channel are one.
  var groups: [Int]
  /// Whether negative outputs become 0.
  let hasReLU: Bool
  /// The float layers that it was made from.
  let origin: String
}

extension Block.Output {
  /// Every weight, and the bias, times `scale`, and then `offset` more: a BatchNorm after the sum.
  func scaled(by scale: Double, offset: Double) -> Block.Output {
    Block.Output(
      bias: bias * scale + offset,
      terms: terms.map { term in
        NeuronPart.Term(
          signal: term.signal,
          summands: term.summands.map { NeuronPart.Summand(weight: $0.weight * scale, activation: $0.activation) })
      })
  }

  /// The sum of both: a signal that both read is one term, and summands with equal activations are one summand; what
  /// cancels is left out.
  static func + (left: Block.Output, right: Block.Output) -> Block.Output {
    var sum = Block.Output(bias: left.bias + right.bias, terms: left.terms)
    var places: [Int: Int] = [:]
    for (place, term) in left.terms.enumerated() { places[term.signal] = place }
    for term in right.terms {
      if let place = places[term.signal] {
        sum.terms[place] = sum.terms[place] + term
      } else {
        sum.terms.append(term)
      }
    }
    sum.terms.removeAll { $0.summands.isEmpty }
    return sum
  }
}

extension NeuronPart.Term {
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
