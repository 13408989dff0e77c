import LNQTables
import LNQTraining

/// A network with all that a file for another program says about it.
public struct ExportSubject: Sendable {
  /// The float network, the names of its features and classes, and how its rows are standardised.
  public let checkpoint: Checkpoint
  /// The tables; nil where they are not wanted.
  public let tables: TableNetwork?

  /// Puts both together.
  public init(_ checkpoint: Checkpoint, tables: TableNetwork? = nil) {
    (self.checkpoint, self.tables) = (checkpoint, tables)
  }

  /// What stands in the file beside the network, by name.
  var metadata: [(key: String, value: String)] {
    checkpoint.safetensors.metadata.filter { $0.key != "connections" && $0.key != "format" }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }
}

/// Why a network cannot be written in a format.
public enum ExportError: Error, Hashable, Sendable {
  /// A layer that the format has no word for.
  case layer(String, format: String)
}

extension ExportError: CustomStringConvertible {
  /// What is in the way, and what to do.
  public var description: String {
    switch self {
    case .layer(let layer, let format):
      "\(layer) cannot be written as \(format): PyTorch and ONNX have no such layer; the tables can be, with --network tables, or as c "
        + "or numpy"
    }
  }
}
