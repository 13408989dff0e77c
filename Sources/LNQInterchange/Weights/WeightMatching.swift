import LNQTraining

/// Which tensor of a file is which parameter of a model.
///
/// Names come first: all parameters of the model under one prefix, with lnq's positions or with the names that the model's source has.
/// Else the layers with parameters are taken in the order of the file, where the shapes of all fit.
public struct WeightMatching: Sendable {
  /// A tensor of the file and the parameter that it is.
  public struct Row: Hashable, Sendable {
    /// In the file.
    public let tensor: String
    /// In lnq's checkpoints.
    public let parameter: String
    /// Its extents in the file.
    public let shape: [Int]
  }

  /// How the tensors were found.
  public let method: String
  /// What went where, in the order of the model.
  public let rows: [Row]
  /// Tensors that belong to something else.
  public let unused: [String]
  private let tensors: [Safetensors.Tensor]
  private let connections: [String: [[Int]]]

  /// Finds every parameter of `model`; counters may be missing.
  ///
  /// - Parameter file: what error sentences call it.
  /// - Throws: `InterchangeError` with the parameters that are missing and those that the model has not.
  public init(_ file: WeightFile, to model: ModelDescription, named name: String) throws(InterchangeError) {
    func fail(_ problem: InterchangeError.Problem) -> InterchangeError {
      InterchangeError(file: name, problem: problem)
    }
    let modules = model.stateDictModules
    let contents = FileContents(file.tensors, head: model.outputCount == 2 ? modules.last?.path : nil)
    guard let match = contents.byName(modules) ?? contents.byOrder(modules) else {
      throw fail(contents.difference(from: modules))
    }
    method = match.method
    var rows: [Row] = []
    var tensors: [Safetensors.Tensor] = []
    var connections: [String: [[Int]]] = [:]
    for (module, path) in zip(modules, match.paths) {
      for wanted in module.tensors {
        let parameter = "seq_blocks.\(module.path).\(wanted.name)"
        guard let found = contents.tensor(path, wanted.name) else {
          // A counter that nobody wrote down.
          tensors.append(.init(name: parameter, shape: wanted.shape, values: .int64([0])))
          continue
        }
        rows.append(Row(tensor: found.name, parameter: parameter, shape: found.shape))
        let values = found.values.asStateDict
        tensors.append(
          .init(
            name: parameter, shape: wanted.shape, values: found.shape == wanted.shape ? values : values.besideZeros))
      }
      if module.isAdditive {
        connections[module.path] = Self.edges(
          of: module.tensors.prefix(2).compactMap { contents.tensor(path, $0.name) })
      }
      guard let fanIn = module.fanIn, let weight = contents.tensor(path, "weight") else { continue }
      do {
        connections[module.path] = try Self.connections(
          of: weight, fanIn: fanIn, outputs: module.tensors.first { $0.name == "weight" }?.shape.first ?? 0)
      } catch {
        throw fail(error)
      }
    }
    (self.rows, self.tensors, self.connections) = (rows, tensors, connections)
    let used = Set(rows.map(\.tensor))
    unused = file.tensors.map(\.name).filter { !used.contains($0) }
    let own = unused.filter(match.belongs)
    guard own.isEmpty else { throw fail(.unmatched(missing: [], extra: own, found: rows.count)) }
  }

  /// The network with these numbers.
  ///
  /// - Throws: `InterchangeError` for numbers that cannot be there, NaN or a negative variance.
  public func network(_ model: ModelDescription, file: String) throws(InterchangeError) -> Network {
    if let layer = model.layers.first(where: { if case .neurons = $0 { true } else { $0.isOfBits } }) {
      throw InterchangeError(file: file, problem: .connections(layer: "\(layer)"))
    }
    do {
      return try Network(model, stateDict: tensors, connections: connections)
    } catch {
      throw InterchangeError(file: file, problem: .checkpoint(error))
    }
  }

  /// The edges of additive layers that have a number other than 0; of an output without any, the first.
  private static func edges(of tensors: [Safetensors.Tensor]) -> [[Int]] {
    let shape = tensors.first?.shape ?? []
    let numbers = tensors.map { tensor -> [Float] in
      if case .float32(let values) = tensor.values.asStateDict { values } else { [] }
    }
    guard shape.count == 2 else { return [] }
    return (0..<shape[0]).map { output in
      let seen = (0..<shape[1]).filter { input in
        let edge = output * shape[1] + input
        return numbers.contains { values in
          let width = values.count / (shape[0] * shape[1])
          return values[edge * width..<(edge + 1) * width].contains { $0 != 0 }
        }
      }
      return seen.isEmpty ? [0] : seen
    }
  }

  /// The inputs whose weights are not 0, and of rows with fewer the first others. Rows that the file has not come first.
  private static func connections(
    of weight: Safetensors.Tensor, fanIn: Int, outputs: Int
  ) throws(InterchangeError.Problem) -> [[Int]] {
    guard case .float32(let values) = weight.values.asStateDict, weight.shape.count == 2 else { return [] }
    let width = weight.shape[1]
    var rows = Array(repeating: Array(0..<fanIn), count: outputs - weight.shape[0])
    for row in 0..<weight.shape[0] {
      let seen = (0..<width).filter { values[row * width + $0] != 0 }
      guard seen.count <= fanIn else {
        throw .fanIn(tensor: weight.name, row: row, count: seen.count, fanIn: fanIn)
      }
      let others = (0..<width).filter { values[row * width + $0] == 0 }.prefix(fanIn - seen.count)
      rows.append((seen + others).sorted())
    }
    return rows
  }
}

/// The tensors of a file, module by module.
private struct FileContents {
  /// Paths in the order of the file.
  private var paths: [String] = []
  private var modules: [String: [String: Safetensors.Tensor]] = [:]
  private let names: [String]
  /// The module that gives the outputs of a network of two classes, of which a file may have one: the other is 0.
  private let head: String?

  /// Which modules of the file are those of the model.
  struct Match {
    let method: String
    let paths: [String]
    /// Whether a tensor that is left belongs to the network, so that it cannot be left out.
    let belongs: (String) -> Bool
  }

  init(_ tensors: [Safetensors.Tensor], head: String?) {
    self.head = head
    names = tensors.map(\.name)
    for tensor in tensors {
      let (path, name) = Self.divided(tensor.name)
      if modules[path] == nil { paths.append(path) }
      modules[path, default: [:]][name] = tensor
    }
  }

  private static func divided(_ name: String) -> (path: String, name: String) {
    guard let dot = name.lastIndex(of: ".") else { return ("", name) }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }

  func tensor(_ path: String, _ name: String) -> Safetensors.Tensor? { modules[path]?[name] }

  /// Whether a module of the file has everything that one of the model needs, in the same shapes.
  private func fits(_ path: String, _ module: ModelDescription.StateDictModule) -> Bool {
    guard let own = modules[path] else { return false }
    return module.tensors.allSatisfy { wanted in
      guard let tensor = own[wanted.name] else { return wanted.isCounter }
      return isSuitable(tensor, wanted, of: module)
    }
  }

  private func isSuitable(
    _ tensor: Safetensors.Tensor, _ wanted: ModelDescription.StateDictModule.Tensor,
    of module: ModelDescription.StateDictModule
  ) -> Bool {
    tensor.shape == wanted.shape
      || module.path == head && wanted.shape.first == 2 && tensor.shape == [1] + wanted.shape.dropFirst()
  }

  func byName(_ modules: [ModelDescription.StateDictModule]) -> Match? {
    for own in [modules.map { $0.sourcePath ?? $0.path }, modules.map(\.path)] {
      guard let first = own.first else { return nil }
      for path in paths where path == first || path.hasSuffix("." + first) {
        let prefix = String(path.dropLast(first.count))
        guard zip(own, modules).allSatisfy({ fits(prefix + $0, $1) }) else { continue }
        return Match(
          method: prefix.isEmpty ? "by their names" : "by their names, below \(prefix.dropLast())",
          paths: own.map { prefix + $0 }
        ) {
          prefix.isEmpty ? $0.first?.isNumber == true : $0.hasPrefix(prefix)
        }
      }
    }
    return nil
  }

  func byOrder(_ modules: [ModelDescription.StateDictModule]) -> Match? {
    let candidates = paths.filter(hasParameters)
    guard candidates.count == modules.count, zip(candidates, modules).allSatisfy(fits) else { return nil }
    return Match(method: "by their order and their shapes", paths: candidates) { _ in false }
  }

  /// Whether a module has what layers have, and not only figures of the training.
  private func hasParameters(_ path: String) -> Bool {
    modules[path]?.keys.contains { ["weight", "log2_scale"].contains($0) } ?? false
  }

  /// What is missing and what is too much, with the prefix that finds most.
  func difference(from modules: [ModelDescription.StateDictModule]) -> InterchangeError.Problem {
    var prefixes: Set<String> = [""]
    for path in paths {
      for module in modules where path.hasSuffix("." + module.path) {
        prefixes.insert(String(path.dropLast(module.path.count)))
      }
    }
    func found(_ prefix: String) -> Int { modules.count { fits(prefix + $0.path, $0) } }
    let prefix = prefixes.sorted().max { found($0) < found($1) } ?? ""
    var (missing, used): ([String], Set<String>) = ([], [])
    var count = 0
    for module in modules {
      for wanted in module.tensors {
        let name = "\(prefix)\(module.path).\(wanted.name)"
        guard let tensor = tensor(prefix + module.path, wanted.name) else {
          if !wanted.isCounter { missing.append("\(name) \(wanted.shape)") }
          continue
        }
        if isSuitable(tensor, wanted, of: module) {
          count += 1
        } else {
          missing.append("\(name) \(wanted.shape), which has \(tensor.shape) there")
        }
        used.insert(name)
      }
    }
    return .unmatched(
      missing: missing, extra: names.filter { !used.contains($0) && !$0.hasSuffix("num_batches_tracked") }, found: count
    )
  }
}

extension Safetensors.Values {
  /// As a checkpoint of lnq has them: long floats become short ones.
  fileprivate var asStateDict: Safetensors.Values {
    if case .float64(let values) = self { .float32(values.map(Float.init)) } else { self }
  }

  /// The numbers of two outputs, of which a file has the second one.
  fileprivate var besideZeros: Safetensors.Values {
    guard case .float32(let values) = self else { return self }
    return .float32(Array(repeating: 0, count: values.count) + values)
  }
}
