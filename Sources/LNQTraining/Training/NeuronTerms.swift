/// Which parameters of a `NeuronFunction` belong to which of its inputs.
struct NeuronTerms {
  private let fanIn: Int
  /// For each parameter the exponents of the inputs that it multiplies, a sub-network's as if it ended with its first layer;
  /// then a number that tells parameters with the same inputs apart.
  private let exponents: [[Int]]
  /// The parameter with these exponents and this number.
  private let places: [[Int]: Int]

  init(_ function: NeuronFunction, fanIn: Int) {
    self.fanIn = fanIn
    func unit(_ position: Int) -> [Int] { (0..<fanIn).map { $0 == position ? 1 : 0 } }
    let none = Array(repeating: 0, count: fanIn)
    switch function {
    case .linear:
      exponents = ((0..<fanIn).map(unit) + [none]).map { $0 + [0] }
    case .polynomial(let degree):
      exponents = Monomials.exponents(inputCount: fanIn, degree: degree).map { $0 + [0] }
    case .network(let hidden, let depth, let skip):
      let shape = SubNetworkShape(inputCount: fanIn, hidden: hidden, depth: depth, skip: skip)
      var terms = (0..<shape.parameterCount).map { none + [$0] }
      let first = shape.stages.first
      for affine in [first?.layers.first, first?.shortcut].compactMap({ $0 }) {
        for unitIndex in 0..<affine.outputCount {
          for input in 0..<fanIn {
            let row = affine.weightOffset + unitIndex * fanIn
            terms[row + input] = unit(input) + [row]
          }
        }
      }
      exponents = terms
    }
    places = Dictionary(uniqueKeysWithValues: exponents.enumerated().map { ($1, $0) })
  }

  /// For each input the 2-norm of the parameters that belong to it.
  func strengths(_ parameters: [Float]) -> [Float] {
    (0..<fanIn).map { input in
      exponents.indices.reduce(Float(0)) { sum, place in
        exponents[place][input] > 0 ? sum + parameters[place] * parameters[place] : sum
      }.squareRoot()
    }
  }

  /// Where each parameter comes from when inputs change their positions; nil for those of a new input.
  ///
  /// - Parameter positions: for each position the one that its input had before; nil for a new input.
  func sources(of positions: [Int?]) -> [Int?] {
    exponents.map { term in
      var old = [Int](repeating: 0, count: fanIn) + [term[fanIn]]
      for (position, before) in positions.enumerated() where term[position] > 0 {
        guard let before else { return nil }
        old[before] = term[position]
      }
      return places[old]
    }
  }
}
