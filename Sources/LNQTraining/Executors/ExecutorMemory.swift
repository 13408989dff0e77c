/// The memory of an executor: parameters, their gradients and running statistics in the order of PyTorch's `parameters()`,
/// and what else its layers work in.
struct ExecutorMemory<Scalar: BLASScalar> {
  let parameters: ScalarBuffer<Scalar>
  let gradients: ScalarBuffer<Scalar>
  let runningStatistics: ScalarBuffer<Scalar>
  /// Only kept alive.
  private(set) var workspace: [ScalarBuffer<Scalar>] = []

  private var parameterOffset = 0
  private var statisticsOffset = 0

  /// Room for the numbers of all layers, 0 at the start.
  init(_ network: Network) {
    var (parameterCount, statisticsCount) = (0, 0)
    for layer in network.allLayers {
      parameterCount += layer.storedParameterCount
      if case .batchNorm1d(let layer) = layer { statisticsCount += 2 * layer.featureCount }
    }
    parameters = ScalarBuffer(count: parameterCount)
    gradients = ScalarBuffer(count: parameterCount)
    runningStatistics = ScalarBuffer(count: statisticsCount)
  }

  /// Memory that is 0 at the start and lives as long as `workspace`.
  mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    let buffer = ScalarBuffer<Scalar>(count: count)
    workspace.append(buffer)
    return buffer.pointer
  }

  /// The next parameters, and where their gradients are.
  mutating func place(
    _ values: [Float]
  ) -> (values: UnsafeMutablePointer<Scalar>, gradients: UnsafeMutablePointer<Scalar>) {
    let (pointer, gradient) = (parameters.pointer + parameterOffset, gradients.pointer + parameterOffset)
    for i in values.indices { pointer[i] = Scalar(values[i]) }
    parameterOffset += values.count
    return (pointer, gradient)
  }

  /// The next running statistics.
  mutating func placeStatistics(_ values: [Float]) -> UnsafeMutablePointer<Scalar> {
    let pointer = runningStatistics.pointer + statisticsOffset
    for i in values.indices { pointer[i] = Scalar(values[i]) }
    statisticsOffset += values.count
    return pointer
  }
}
