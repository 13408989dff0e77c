/// The memory of an executor: parameters, their gradients and running statistics in the order of PyTorch's `parameters()`,
/// and what else its layers work in.
struct ExecutorMemory<Scalar: BLASScalar> {
  let parameters: ScalarBuffer<Scalar>
  let gradients: ScalarBuffer<Scalar>
  /// How many scalars after the gradients those of the next slice of a batch stand, where there is memory for them.
  let gradientStep: Int
  let runningStatistics: ScalarBuffer<Scalar>
  /// Only kept alive.
  private(set) var workspace: [ScalarBuffer<Scalar>] = []

  /// A copy of the network's numbers, and gradients that are 0.
  ///
  /// - Parameter gradientCopies: for how many slices of a batch there are gradients; those of the first are `gradients`.
  init(_ network: Network, gradientCopies: Int = 1) {
    parameters = ScalarBuffer(network.parameters)
    gradientStep = (network.parameters.count + 15) / 16 * 16
    gradients = ScalarBuffer(count: network.parameters.count, capacity: gradientCopies * gradientStep)
    runningStatistics = ScalarBuffer(network.statistics)
  }

  /// Memory that is 0 at the start and lives as long as `workspace`.
  mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    let buffer = ScalarBuffer<Scalar>(count: count)
    workspace.append(buffer)
    return buffer.pointer
  }

  /// Where the tensors of a layer lie, in their order.
  func tensors(of place: LayerPlace) -> [TensorMemory<Scalar>] {
    place.tensors.filter { $0.tensor.role != .counter }.map { tensor, range in
      let values = tensor.isTrained ? parameters : runningStatistics
      return TensorMemory(
        values: values.pointer + range.lowerBound,
        gradients: gradients.pointer + (tensor.isTrained ? range.lowerBound : 0))
    }
  }
}

/// Where the numbers of a tensor lie.
struct TensorMemory<Scalar: BLASScalar> {
  let values: UnsafeMutablePointer<Scalar>
  /// Of statistics without a meaning.
  let gradients: UnsafeMutablePointer<Scalar>
}

/// A fixed number of scalars at a fixed place in memory, 0 at the start.
///
/// A class, so that layer passes can hold pointers into it and a training step allocates nothing.
public final class ScalarBuffer<Scalar: BLASScalar> {
  /// How many scalars there are.
  public let count: Int
  /// The first one, at a multiple of 64 bytes. Valid as long as the buffer lives.
  let pointer: UnsafeMutablePointer<Scalar>

  /// - Parameter capacity: for how many scalars there is memory, if for more than `count`.
  init(count: Int, capacity: Int = 0) {
    self.count = count
    let capacity = max(1, count, capacity)
    let bytes = capacity * MemoryLayout<Scalar>.stride
    pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: Scalar.self, capacity: capacity)
    pointer.initialize(repeating: 0, count: capacity)
  }

  /// A copy of the values.
  convenience init(_ values: [Float]) {
    self.init(count: values.count)
    for i in values.indices { pointer[i] = Scalar(values[i]) }
  }

  deinit {
    pointer.deallocate()
  }

  /// The scalar with this index.
  ///
  /// - Precondition: 0 ≤ `index` < `count`.
  public subscript(index: Int) -> Scalar {
    get {
      precondition((0..<count).contains(index), "index \(index) of \(count) scalars")
      return pointer[index]
    }
    set {
      precondition((0..<count).contains(index), "index \(index) of \(count) scalars")
      pointer[index] = newValue
    }
  }

  /// A copy of all scalars.
  public var values: [Scalar] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// Copies as many scalars as there are.
  ///
  /// - Precondition: `values` has `count` of them.
  func assign(_ values: [Scalar]) {
    precondition(values.count == count, "\(values.count) values for \(count) scalars")
    for i in values.indices { pointer[i] = values[i] }
  }

  /// Makes all scalars 0.
  func clear() { pointer.update(repeating: 0, count: count) }

  /// Adds `factor` times the other buffer's scalars.
  ///
  /// - Precondition: both have as many.
  func add(_ other: ScalarBuffer, times factor: Scalar) {
    precondition(other.count == count, "\(other.count) and \(count) scalars")
    for i in 0..<count { pointer[i] += factor * other.pointer[i] }
  }
}
