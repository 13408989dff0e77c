/// What Python's pickle says, protocols 0 to 5, read as data: no function is called, no module is loaded.
///
/// Lists, tuples, dictionaries and objects are nodes of one array, so that files with cycles or deep nesting cost nothing special.
struct Pickle {
  /// A value; containers and objects are the numbers of nodes.
  enum Value: Hashable {
    case none
    case bool(Bool)
    case int(Int)
    case real(Double)
    case text(String)
    /// A function or a class, `torch.FloatStorage`.
    case global(String)
    case node(Int)
  }

  /// A container, or an object of some class.
  struct Node {
    enum Kind: Hashable {
      case list
      case tuple
      case dictionary
      /// What calling a class or a function with `items` would give.
      case object(String)
      /// What the reader of the file has to know by `items[0]`.
      case persistent
    }

    let kind: Kind
    var items: [Value] = []
    var pairs: [(key: Value, value: Value)] = []
    var state = Value.none
  }

  private(set) var nodes: [Node] = []
  private(set) var root = Value.none

  /// Nodes and values that a file can have: memory for about 32 MB.
  private static let nodeLimit = 1 << 17
  private static let valueLimit = 1 << 19

  private let bytes: [UInt8]
  private var position = 0
  private var stack: [Value] = []
  /// Where in the stack something begins.
  private var marks: [Int] = []
  private var memo: [Int: Value] = [:]
  private var pushes = 0

  /// Where what follows it begins.
  var end: Int { position }

  /// Reads the pickle that begins at a byte.
  ///
  /// - Throws: what is wrong, and at which byte.
  init(_ bytes: [UInt8], at start: Int = 0) throws(PickleError) {
    self.bytes = bytes
    position = start
    while true {
      let start = position
      let code = try byte()
      if code == UInt8(ascii: ".") { break }
      guard try perform(code) else { throw .opcode(code, at: start) }
    }
    root = try pop()
  }

  // MARK: - Opcodes

  /// Does what one opcode says; false for one that is not known.
  private mutating func perform(_ code: UInt8) throws(PickleError) -> Bool {
    switch code {
    case 0x80: _ = try byte()
    case 0x95: _ = try integer(8)
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "0"): _ = try pop()
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "2"): try push(top())
    case UInt8(ascii: "N"): try push(.none)
    case 0x88, 0x89: try push(.bool(code == 0x88))
    case UInt8(ascii: "I"), UInt8(ascii: "L"):
      let text = try line()
      try push(text == "01" ? .bool(true) : text == "00" ? .bool(false) : number(text))
    case UInt8(ascii: "J"): try push(.int(Int(Int32(truncatingIfNeeded: try integer(4)))))
    case UInt8(ascii: "K"): try push(.int(try integer(1)))
    case UInt8(ascii: "M"): try push(.int(try integer(2)))
    case 0x8A: try long(count: integer(1))
    case 0x8B: try long(count: integer(4))
    case UInt8(ascii: "F"): try push(.real(Double(try line()) ?? .nan))
    case UInt8(ascii: "G"):
      let bits = try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      try push(.real(Double(bitPattern: bits)))
    case UInt8(ascii: "S"), UInt8(ascii: "V"): try push(.text(try line()))
    case UInt8(ascii: "T"), UInt8(ascii: "X"), UInt8(ascii: "B"): try text(count: integer(4))
    case UInt8(ascii: "U"), UInt8(ascii: "C"), 0x8C: try text(count: integer(1))
    case 0x8D, 0x8E, 0x96: try text(count: integer(8))
    case UInt8(ascii: "}"): try push(node(.dictionary))
    case UInt8(ascii: "]"), 0x8F: try push(node(.list))
    case UInt8(ascii: ")"): try push(node(.tuple))
    case UInt8(ascii: "l"), 0x91: try push(node(.list, try popToMark()))
    case UInt8(ascii: "t"): try push(node(.tuple, try popToMark()))
    case 0x85, 0x86, 0x87:
      var items: [Value] = []
      for _ in 0..<Int(code) - 0x84 { items.insert(try pop(), at: 0) }
      try push(node(.tuple, items))
    case UInt8(ascii: "d"):
      let items = try popToMark()
      let new = try node(.dictionary)
      try push(new)
      try set(items)
    case UInt8(ascii: "a"):
      let item = try pop()
      try append([item])
    case UInt8(ascii: "e"), 0x90: try append(popToMark())
    case UInt8(ascii: "s"):
      let value = try pop()
      try set([try pop(), value])
    case UInt8(ascii: "u"): try set(popToMark())
    default: return try performObject(code)
    }
    return true
  }

  /// The opcodes about classes, objects and what is remembered.
  private mutating func performObject(_ code: UInt8) throws(PickleError) -> Bool {
    switch code {
    case UInt8(ascii: "c"):
      let module = try line()
      try push(.global("\(module).\(try line())"))
    case 0x93:
      let name = try pop()
      guard case .text(let module) = try pop(), case .text(let name) = name else { throw .damaged(at: position) }
      try push(.global("\(module).\(name)"))
    case UInt8(ascii: "i"):
      let module = try line()
      let name = try line()
      try push(node(.object("\(module).\(name)"), try popToMark()))
    case UInt8(ascii: "o"):
      let items = try popToMark()
      guard let first = items.first else { throw .damaged(at: position) }
      try push(object(first, Array(items.dropFirst())))
    case UInt8(ascii: "R"), 0x81:
      let arguments = try pop()
      let called = try pop()
      try push(object(called, items(of: arguments)))
    case 0x92:
      _ = try pop()
      let arguments = try pop()
      let called = try pop()
      try push(object(called, items(of: arguments)))
    case UInt8(ascii: "b"):
      let state = try pop()
      if case .node(let index) = try top() { nodes[index].state = state }
    case UInt8(ascii: "P"): try push(node(.persistent, [.text(try line())]))
    case UInt8(ascii: "Q"): try push(node(.persistent, [try pop()]))
    case UInt8(ascii: "p"), UInt8(ascii: "g"):
      guard let index = Int(try line()) else { throw .damaged(at: position) }
      try code == UInt8(ascii: "p") ? remember(index) : recall(index)
    case UInt8(ascii: "q"): try remember(integer(1))
    case UInt8(ascii: "r"): try remember(integer(4))
    case 0x94: try remember(memo.count)
    case UInt8(ascii: "h"): try recall(integer(1))
    case UInt8(ascii: "j"): try recall(integer(4))
    default: return false
    }
    return true
  }

  private mutating func object(_ called: Value, _ items: [Value]) throws(PickleError) -> Value {
    guard case .global(let name) = called else { return try node(.object("?"), items) }
    return try node(.object(name), items)
  }

  private mutating func remember(_ index: Int) throws(PickleError) {
    memo[index] = try top()
    try count(1)
  }

  private mutating func recall(_ index: Int) throws(PickleError) {
    guard let value = memo[index] else { throw .damaged(at: position) }
    try push(value)
  }

  private mutating func append(_ items: [Value]) throws(PickleError) {
    guard case .node(let index) = try top() else { throw .damaged(at: position) }
    nodes[index].items += items
  }

  private mutating func set(_ items: [Value]) throws(PickleError) {
    guard case .node(let index) = try top(), items.count.isMultiple(of: 2) else { throw .damaged(at: position) }
    for item in stride(from: 0, to: items.count, by: 2) { nodes[index].pairs.append((items[item], items[item + 1])) }
  }

  // MARK: - The stack

  private mutating func push(_ value: Value) throws(PickleError) {
    stack.append(value)
    try count(1)
  }

  private mutating func count(_ values: Int) throws(PickleError) {
    pushes += values
    guard pushes <= Self.valueLimit else { throw .tooMany(limit: Self.valueLimit) }
  }

  private mutating func node(_ kind: Node.Kind, _ items: [Value] = []) throws(PickleError) -> Value {
    guard nodes.count < Self.nodeLimit else { throw .tooMany(limit: Self.nodeLimit) }
    nodes.append(Node(kind: kind, items: items))
    return .node(nodes.count - 1)
  }

  private func top() throws(PickleError) -> Value {
    guard let value = stack.last, stack.count > marks.last ?? 0 else { throw .damaged(at: position) }
    return value
  }

  private mutating func pop() throws(PickleError) -> Value {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func popToMark() throws(PickleError) -> [Value] {
    guard let mark = marks.popLast() else { throw .damaged(at: position) }
    let values = Array(stack[mark...])
    stack.removeLast(values.count)
    return values
  }

  // MARK: - Bytes

  private mutating func byte() throws(PickleError) -> UInt8 { try take(1).first ?? 0 }

  private mutating func take(_ count: Int) throws(PickleError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else { throw .truncated }
    position += count
    return bytes[position - count..<position]
  }

  /// A little-endian whole number; what exceeds `Int` is cut.
  private mutating func integer(_ count: Int) throws(PickleError) -> Int {
    Int(truncatingIfNeeded: try take(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  /// A signed whole number of any length; one that exceeds `Int` becomes a real one.
  private mutating func long(count: Int) throws(PickleError) {
    let digits = try take(count)
    guard count > 0 else { return try push(.int(0)) }
    guard count <= 8 else { return try push(.real(.nan)) }
    let bits = digits.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let unused = 64 - 8 * count
    try push(.int(Int(Int64(bitPattern: bits << UInt64(unused)) >> Int64(unused))))
  }

  private mutating func text(count: Int) throws(PickleError) {
    try push(.text(String(decoding: try take(count), as: UTF8.self)))
  }

  private mutating func line() throws(PickleError) -> String {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else { throw .truncated }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  private func number(_ text: String) -> Value {
    let digits = text.hasSuffix("L") ? String(text.dropLast()) : text
    return Int(digits).map(Value.int) ?? .real(Double(digits) ?? .nan)
  }
}

extension Pickle {
  /// The items of a list or tuple; none of anything else.
  func items(of value: Value) -> [Value] {
    guard case .node(let index) = value else { return [] }
    return nodes[index].items
  }

  /// The whole numbers of a tuple; nil where it has something else.
  func integers(of value: Value) -> [Int]? {
    guard case .node = value else { return nil }
    var integers: [Int] = []
    for item in items(of: value) {
      guard case .int(let integer) = item else { return nil }
      integers.append(integer)
    }
    return integers
  }
}

/// What is wrong with a pickle.
enum PickleError: Error, Hashable {
  /// It ends before its end.
  case truncated
  /// What its format does not know.
  case opcode(UInt8, at: Int)
  /// Something that is not there is used.
  case damaged(at: Int)
  /// More than files of networks have.
  case tooMany(limit: Int)
}

extension PickleError: CustomStringConvertible {
  /// What is wrong.
  var description: String {
    switch self {
    case .truncated: "its pickle ends too early: the file was cut off; get it again"
    case .opcode(let code, let position): "its pickle has the unknown opcode \(code) at byte \(position)"
    case .damaged(let position): "its pickle is damaged before byte \(position); get the file again"
    case .tooMany(let limit):
      "its pickle has more than \(limit) values: save the state_dict alone, torch.save(model.state_dict(), …)"
    }
  }
}
