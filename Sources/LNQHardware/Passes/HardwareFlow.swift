import LNQTables

/// A rewriting of netlists that changes no value and no latency. A new one is a file beside this one and a line in `all`.
public struct NetlistPass: Sendable {
  /// What messages and options call it.
  public let name: String
  private let rewrite: @Sendable (Netlist) throws(NetlistError) -> Netlist

  /// Every pass that there is, in the order in which each finds most.
  public static let all: [NetlistPass] = [
    NetlistPass("constants") { netlist throws(NetlistError) in try netlist.foldingConstants() },
    NetlistPass("unused-inputs") { netlist throws(NetlistError) in try netlist.removingUnusedInputs() },
    NetlistPass("equal-cells") { netlist throws(NetlistError) in try netlist.mergingEqualCells() },
    NetlistPass("shared-tables") { netlist throws(NetlistError) in try netlist.sharingTables() },
    NetlistPass("dead-cells") { netlist throws(NetlistError) in try netlist.removingDeadCells() },
  ]

  private init(_ name: String, _ rewrite: @escaping @Sendable (Netlist) throws(NetlistError) -> Netlist) {
    self.name = name
    self.rewrite = rewrite
  }

  /// The rewritten netlist.
  ///
  /// - Throws: `NetlistError` when the pass breaks a rule of `Netlist`, which is a bug.
  public func callAsFunction(_ netlist: Netlist) throws(NetlistError) -> Netlist { try rewrite(netlist) }
}

/// The way from tables to the netlist that is printed, simulated and counted: lower, then passes, then registers.
///
/// Whoever needs a netlist of tables takes it from here, so that all of them speak of the same circuit.
public struct HardwareFlow: Sendable {
  /// What is done to the circuit without registers, in this order; nothing unless told.
  public var passes: [NetlistPass]
  /// A register follows after every this many levels of cells; none with 0.
  public var levelsPerStage: Int

  /// Puts both together.
  public init(levelsPerStage: Int = 0, passes: [NetlistPass] = []) {
    self.levelsPerStage = levelsPerStage
    self.passes = passes
  }

  /// The circuit of `tables`.
  ///
  /// - Throws: `NetlistError.sumTooWide`, `.levels`, `.name`.
  public func netlist(of tables: TableNetwork) throws(NetlistError) -> Netlist {
    var netlist = try Netlist(lowering: tables)
    for pass in passes { netlist = try pass(netlist) }
    return try netlist.pipelined(every: levelsPerStage)
  }

  /// The circuits of `tables` with this latency, one for each number of levels between registers that gives it; none when
  /// no number does.
  ///
  /// - Throws: as `netlist(of:)`.
  public static func netlists(of tables: TableNetwork, latency: Int) throws(NetlistError) -> [Netlist] {
    let plain = try HardwareFlow().netlist(of: tables)
    guard latency > 0 else { return [plain] }
    let depth = plain.depth
    var found: [Netlist] = []
    for levels in stride(from: 1, through: depth, by: 1) where depth / levels == latency {
      found.append(try plain.pipelined(every: levels))
    }
    return found
  }
}

extension HardwareFlow: CustomStringConvertible {
  /// `no registers`, `a register after every level`, `a register after every 2 levels`; then the passes, if any.
  public var description: String {
    let registers =
      switch levelsPerStage {
      case 0: "no registers"
      case 1: "a register after every level"
      default: "a register after every \(levelsPerStage) levels"
      }
    return ([registers] + passes.map(\.name)).joined(separator: ", ")
  }
}
