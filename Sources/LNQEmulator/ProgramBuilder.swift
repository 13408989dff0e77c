/// A program while it is made: operations over slots without numbers, and tables, of which equal ones are stored once.
struct ProgramBuilder {
  /// A place for a block of samples that is not yet a slot.
  struct Place: Hashable {
    fileprivate let index: Int
    /// How many slots it takes: 1 for bytes, 2 for sums of 16 bits, 4 for numbers of 32 bits.
    let size: Int
  }

  /// A word of an operation.
  enum Word {
    case number(UInt32)
    /// A place that is read.
    case read(Place)
    /// A place that is written, and read if something is added to it.
    case write(Place)

    static func signed(_ value: Int) -> Word { .number(UInt32(bitPattern: Int32(value))) }
  }

  /// The kinds of operations, numbered as in program.h, which says what their words are.
  enum Kind: UInt32 {
    case bytes = 1
    case words, endWords, widen, start, take, wide, endWide, compare, gate, count, spread
  }

  /// No place, no table.
  static let none = Word.number(.max)
  /// Of a place of 32 bits a sample, in `Kind.wide`.
  private static let wideSlot: UInt32 = 0x8000_0000

  private var operations: [(kind: Kind, words: [Word])] = []
  private var placeCount = 0
  /// The bytes of all tables, each at a multiple of 64.
  private(set) var tables: [UInt8] = []
  private var known: [[UInt8]: UInt32] = [:]

  /// A new place.
  mutating func place(_ size: Int = 1) -> Place {
    defer { placeCount += 1 }
    return Place(index: placeCount, size: size)
  }

  /// Adds an operation at the end.
  mutating func add(_ kind: Kind, _ words: [Word]) { operations.append((kind, words)) }

  /// Where a table begins.
  mutating func table(_ bytes: [UInt8]) -> Word {
    if let offset = known[bytes] { return .number(offset) }
    let offset = UInt32(tables.count)
    known[bytes] = offset
    tables += bytes
    tables += [UInt8](repeating: 0, count: (64 - tables.count % 64) % 64)
    return .number(offset)
  }

  /// Where a table of 32-bit numbers begins.
  mutating func table(_ numbers: [UInt32]) -> Word {
    table(numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) } })
  }

  /// The operations' words with numbers of slots; a slot is used again as soon as nothing reads it any more.
  ///
  /// - Parameters:
  ///   - inputs: places that are filled before the first operation.
  ///   - outputs: places that are read after the last one.
  func assembled(inputs: [Place], outputs: [Place]) -> (words: [UInt32], slots: [UInt32], slotCount: Int) {
    var lastUse = [Int](repeating: -1, count: placeCount)
    for (index, operation) in operations.enumerated() {
      for word in operation.words {
        switch word {
        case .read(let place), .write(let place): lastUse[place.index] = index
        case .number: break
        }
      }
    }
    for output in outputs { lastUse[output.index] = operations.count }
    var allocation = SlotAllocation()
    var slots = [UInt32](repeating: .max, count: placeCount)
    func settle(_ place: Place) -> UInt32 {
      if slots[place.index] == .max { slots[place.index] = UInt32(allocation.take(place.size)) }
      return slots[place.index]
    }
    for input in inputs where lastUse[input.index] >= 0 { _ = settle(input) }
    var words: [UInt32] = []
    for (index, operation) in operations.enumerated() {
      words.append(operation.kind.rawValue)
      var ending: [Place] = []
      for word in operation.words {
        switch word {
        case .number(let number): words.append(number)
        case .read(let place), .write(let place):
          let isMarked = operation.kind == .wide && place.size == 4 && isRead(word)
          words.append(settle(place) | (isMarked ? Self.wideSlot : 0))
          if lastUse[place.index] == index, !ending.contains(place) { ending.append(place) }
        }
      }
      for place in ending { allocation.release(Int(slots[place.index]), place.size) }
    }
    for output in outputs { _ = settle(output) }
    return (words, slots, allocation.count)
  }

  private func isRead(_ word: Word) -> Bool { if case .read = word { true } else { false } }

  /// The slot of a place in what `assembled` gave.
  static func slot(of place: Place, in slots: [UInt32]) -> UInt32 { slots[place.index] }
}

/// Which slots are in use.
private struct SlotAllocation {
  private var isUsed: [Bool] = []
  /// Below this all are in use.
  private var firstFree = 0

  var count: Int { isUsed.count }

  /// The first free slots in a row.
  mutating func take(_ size: Int) -> Int {
    while firstFree < isUsed.count, isUsed[firstFree] { firstFree += 1 }
    var start = firstFree
    while let used = (start..<min(start + size, isUsed.count)).last(where: { isUsed[$0] }) { start = used + 1 }
    if start + size > isUsed.count { isUsed += [Bool](repeating: false, count: start + size - isUsed.count) }
    for slot in start..<start + size { isUsed[slot] = true }
    return start
  }

  mutating func release(_ start: Int, _ size: Int) {
    for slot in start..<start + size { isUsed[slot] = false }
    firstFree = min(firstFree, start)
  }
}
