internal import CKernels

/// The tables that tell the column kernels how neurons are connected and what they compute.
struct ColumnTables {
  /// Only kept alive.
  private var integers: [FixedTable<Int32>] = []
  private var affines: [FixedTable<lnq_affine>] = []

  private mutating func table(_ values: [Int]) -> UnsafePointer<Int32> {
    let table = FixedTable(values.map { Int32($0) })
    integers.append(table)
    return table.pointer
  }

  /// The connections, by neuron and by input.
  ///
  /// - Parameter place: where a linear neuron has the weight of its connection with this number and this input.
  mutating func connect(
    _ neurons: inout lnq_neurons, _ connections: [[Int]], inputCount: Int,
    place: (_ neuron: Int, _ connection: Int, _ input: Int) -> Int
  ) {
    var (first, places) = ([0], [Int]())
    var users = [[(neuron: Int, place: Int)]](repeating: [], count: inputCount)
    for (neuron, inputs) in connections.enumerated() {
      for (connection, input) in inputs.enumerated() {
        let place = place(neuron, connection, input)
        places.append(place)
        users[input].append((neuron, place))
      }
      first.append(places.count)
    }
    neurons.first = table(first)
    neurons.input = table(connections.flatMap { $0 })
    neurons.place = table(places)
    neurons.user_first = table(users.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) })
    neurons.user = table(users.flatMap { $0.map(\.neuron) })
    neurons.user_place = table(users.flatMap { $0.map(\.place) })
  }

  /// The monomials of a polynomial.
  mutating func describe(_ neurons: inout lnq_neurons, _ order: PolynomialOrder) {
    neurons.kind = LNQ_POLYNOMIAL
    neurons.degree = order.degree
    neurons.level = table(order.level)
    neurons.prefix = table(order.prefix)
    neurons.successor = table(order.successor)
    neurons.coefficient = table(order.coefficient)
  }

  /// The affine functions of a sub-network.
  ///
  /// - Returns: the most values that one of them reads or writes.
  mutating func describe(_ neurons: inout lnq_neurons, _ shape: SubNetworkShape) -> Int {
    var functions: [lnq_affine] = []
    var (from, end) = (0, neurons.fan_in)
    func add(_ affine: SubNetworkShape.Affine, from: Int, to: Int, adds: Bool, rectifies: Bool) {
      functions.append(
        lnq_affine(
          inputs: Int32(affine.inputCount), outputs: Int32(affine.outputCount), weight: Int32(affine.weightOffset),
          from: Int32(from), to: Int32(to), adds: adds ? 1 : 0, rectifies: rectifies ? 1 : 0))
    }
    for (number, stage) in shape.stages.enumerated() {
      let start = from
      let isLast = number == shape.stages.count - 1
      for (index, layer) in stage.layers.enumerated() {
        let endsStage = index == stage.layers.count - 1
        let rectifies = endsStage ? !isLast && stage.shortcut == nil : true
        add(layer, from: from, to: end, adds: false, rectifies: rectifies)
        from = end
        end += layer.outputCount
      }
      if let shortcut = stage.shortcut { add(shortcut, from: start, to: from, adds: true, rectifies: !isLast) }
    }
    let table = FixedTable(functions)
    affines.append(table)
    neurons.kind = LNQ_SUBNETWORK
    neurons.affines = table.pointer
    neurons.affine_count = functions.count
    neurons.value_count = end
    return functions.reduce(0) { max($0, Int($1.inputs), Int($1.outputs)) }
  }
}

/// Values at a fixed place in memory, which never change: what kernels get pointers to.
final class FixedTable<Element: BitwiseCopyable> {
  /// The first one. Valid as long as the table lives.
  let pointer: UnsafePointer<Element>

  init(_ values: [Element]) {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, values.count))
    memory.initialize(from: values, count: values.count)
    pointer = UnsafePointer(memory)
  }

  deinit { pointer.deallocate() }
}
