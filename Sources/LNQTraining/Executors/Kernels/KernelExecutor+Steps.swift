internal import CKernels
import LNQData

extension KernelExecutor {
  /// Makes the steps in one call of `lnq_make_steps`, where the plan and the optimizer allow it; the numbers are the same.
  public final func makeSteps(
    _ steps: [TrainingStep], of rows: LabelledRows, order: [Int32], from position: Int,
    optimizer: OptimizerState<Float>
  ) throws(TrainingError) -> [BatchResult] {
    precondition(steps.allSatisfy { $0.count > 0 && $0.count <= batchSize }, "steps of up to \(batchSize) rows")
    precondition(
      position >= 0 && steps.reduce(position) { $0 + $1.count } <= order.count, "steps beyond \(order.count) rows")
    guard let training = plan.training, optimizer.isAdam else {
      return try makeStepsOneByOne(steps, of: rows, order: order, from: position, optimizer: optimizer)
    }
    let kernelSteps = steps.enumerated().map { index, step in
      let constants = optimizer.constants(step.learningRate, steps: optimizer.stepCount + index + 1)
      return lnq_step(count: step.count, dropout: step.dropout.position, adam: lnq_adam(constants))
    }
    var outcomes = [lnq_outcome](repeating: lnq_outcome(), count: steps.count)
    var (made, wrong) = (0, 0)
    let stop = try plan.batch.withRows(rows) { rows in
      make(
        kernelSteps, training, optimizer, &rows, order: order, from: position, outcomes: &outcomes, made: &made,
        wrong: &wrong)
    }
    optimizer.stepCount += made
    let passes = stop == LNQ_LOSS_NOT_FINITE ? made + 1 : made
    count(batches: passes)
    if stop == LNQ_WRONG_ROW { throw plan.batch.wrongLabel(of: Int(order[position + wrong]), in: rows) }
    return zip(outcomes, steps).prefix(passes).map { outcome, step in
      BatchResult(loss: outcome.loss / Double(step.count), correct: Int(outcome.correct))
    }
  }

  private func make(
    _ steps: [lnq_step], _ common: lnq_training, _ optimizer: OptimizerState<Float>, _ rows: inout lnq_labelled_rows,
    order: [Int32], from position: Int, outcomes: inout [lnq_outcome], made: inout Int, wrong: inout Int
  ) -> lnq_stop {
    var training = common
    training.kernels = kernels.table
    training.input = plan.batch.input
    training.pitch = plan.batch.pitch
    training.labels = plan.batch.labels
    training.parameters = parameters.pointer
    training.gradients = UnsafePointer(gradients.pointer)
    training.first = optimizer.first.pointer
    training.second = optimizer.second.pointer
    return order.withUnsafeBufferPointer { order in
      optimizer.decayTurns.withUnsafeBufferPointer { turns in
        training.segments = turns.baseAddress
        training.segment_count = turns.count
        return lnq_make_steps(
          &training, &rows, order.baseAddress.map { $0 + position }, order.count - position, steps, steps.count,
          &outcomes, &made, &wrong)
      }
    }
  }
}
