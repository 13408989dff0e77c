/// Why a network cannot be trained or evaluated on some rows.
public enum TrainingError: Error, Hashable, Sendable {
  /// The rows have another number of features than the network takes; `leftOut` says which columns are none.
  case featureCount(network: Int, rows: Int, leftOut: String? = nil)
  /// The dataset has another number of classes than the network has outputs; `source` says where the classes are.
  case classCount(outputs: Int, classes: Int, source: String? = nil)
  /// A label that is no output of the network.
  case label(row: Int, label: Int, outputs: Int)
  /// A part of the data without rows: `training`, `validation`, `test`.
  case noRows(part: String)
  /// An option outside of its range.
  case option(name: String, value: String, allowed: String)
  /// Every batch would have a single row, whose variance batch normalization cannot know.
  case batchesTooSmall(batchSize: Int, rows: Int)
  /// A sparsity method for a network in which no layer has a fan-in.
  case noFanIn(sparsity: String)
  /// A cost in LUTs for a network whose widths are all fixed.
  case noLearnedBits
  /// A threshold for edges, for a network without additive layers.
  case noEdges
  /// A sparsity method that starts dense, for a network with neurons that cannot be dense.
  case neuronsPruned(sparsity: String)
  /// A network whose outputs have more inputs than their fan-in, and nothing that will prune them.
  case tooManyConnections
  /// An option that only networks of bits have a use for, by its keyword.
  case onlyForBits(option: String)
  /// An option that networks of bits have no use for: what it is, and what has to be there instead.
  case notForBits(option: String, needs: String)
  /// Images that move have to be square.
  case noImage(features: Int)
  /// Drawing silent outputs anew, for a network whose outputs do not come out of a ReLU.
  case noRectifiedOutputs
  /// The state that a run is to go on from is that of another network or of other rows.
  case state
  /// The loss is not a finite number. Epochs and steps count from 1; step nil is the validation after the epoch.
  case diverged(epoch: Int, step: Int?, learningRate: Double)
}

extension TrainingError: CustomStringConvertible {
  /// One sentence: what is wrong, and what to do.
  public var description: String {
    switch self {
    case .featureCount(let network, let rows, let leftOut):
      "the network takes \(network) features, but the rows have \(rows): choose another model or dataset"
        + (leftOut.map { "; left out is \($0)" } ?? "")
    case .classCount(let outputs, let classes, let source):
      "the network has \(outputs) outputs, but the dataset has \(classes) classes\(source.map { " (\($0))" } ?? ""): "
        + "the last layer must give \(classes)"
    case .label(let row, let label, let outputs):
      "row \(row + 1) has class \(label), but the network has outputs 0 to \(outputs - 1)"
    case .noRows(let part):
      "the \(part) part of the data has no rows"
    case .option(let name, let value, let allowed):
      "\(name) is \(value), but has to be \(allowed)"
    case .batchesTooSmall(let batchSize, let rows):
      "batch normalization needs batches of 2 rows or more: the batch size is \(batchSize), the training rows are \(rows)"
    case .noFanIn(let sparsity):
      "the sparsity is \(sparsity), but no Linear of the network has a fan_in: write Linear(…, fan_in=k), or leave it out"
    case .noLearnedBits:
      "the cost is luts, which widths of codes follow, but no quantizer of the network learns its widths: write "
        + "QuantReLU(bits='learned', max_bits=4, features=64) or the like, or leave the cost out"
    case .noEdges:
      "the sparsity is threshold, which prunes edges, but the network has no KANLinear: choose another one, or leave it out"
    case .neuronsPruned(let sparsity):
      "the sparsity is \(sparsity), which starts with all connections, but a Linear of the network has degree, adders or "
        + "hidden, and so too many parameters for that: choose the sparsity random, set or rigl"
    case .tooManyConnections:
      "the network has more connections than its fan_in allows, since the run that it comes from was stopped before it "
        + "pruned them: choose the sparsity magnitude or group-lasso, or another checkpoint"
    case .onlyForBits(let option):
      "\(option) is for networks with a Thermometer and a LUTLayer, which this one has not: leave it out"
    case .notForBits(let option, let needs):
      "\(option) is of no use to a network of a Thermometer, LUTLayers and a GroupSum: \(needs)"
    case .noImage(let features):
      "shifting moves square images, but \(features) features are none: leave the augmentation out"
    case .noRectifiedOutputs:
      "reviving draws outputs anew that are 0 on every row, which is for networks that end with a Linear and a ReLU: leave it out"
    case .state:
      "the saved state is that of another network or of other training rows: go on with the files that it was made with"
    case .diverged(let epoch, let step, let learningRate):
      "training diverged: the loss is not a finite number in epoch \(epoch), "
        + "\(step.map { "step \($0)" } ?? "at validation"), with a learning rate of \(learningRate); "
        + "use a smaller learning rate, or look for extreme values in the data"
    }
  }
}
