/// The least numbers that fulfil difference constraints, and the longest paths from all values of a, and of b, in the graph of the
/// constraints: with them a solution in ranges needs no relaxation of its own.
struct ImpliedDifferences {
  /// Each 0 or more, and none larger than it has to be.
  let least: DifferenceConstraints.Numbers
  /// How much larger a number is than 0 when all numbers of a are 0 or more; of b, nothing is known.
  let fromA: DifferenceConstraints.Numbers
  /// The same with a and b exchanged.
  let fromB: DifferenceConstraints.Numbers
  let step: Int16

  /// The ranges of the two summands: u' = u − z < 2^`uBits` and w' = z + q · 2^f − v < 2^`wBits`, both 0 or more.
  struct Ranges {
    let uBits: Int
    let wBits: Int
    let q: Int16
  }

  /// u' and w', whose sum's bits above the lowest f are the rank plus q; nil when there are none.
  ///
  /// The ranges are constraints with one more number, z, that has to be 0 or more too. A longest path to a number ends as one without z does, or comes from z.
  func solution(in ranges: Ranges) -> (u: [Int16], w: [Int16])? {
    let offset = Int(ranges.q) * Int(step)
    func most(_ bits: Int) -> Int { (1 << min(bits, 14)) - 1 }
    let (uMost, wMost) = (most(ranges.uBits), most(ranges.wBits))
    func fromZ(_ a: Int16, _ b: Int16) -> Int { max(Int(a), offset - wMost + Int(b)) }
    let (uPaths, vPaths) = (zip(fromA.u, fromB.u), zip(fromA.v, fromB.v))
    // A path that leads back to z may not be longer than 0.
    guard uPaths.allSatisfy({ fromZ($0, $1) <= uMost }), vPaths.allSatisfy({ fromZ($0, $1) <= offset }) else {
      return nil
    }
    let z = max(0, Int(least.u.max() ?? 0) - uMost, Int(least.v.max() ?? 0) - offset)
    return (
      zip(least.u, uPaths).map { Int16(max(Int($0), z + fromZ($1.0, $1.1)) - z) },
      zip(least.v, vPaths).map { Int16(z + offset - max(Int($0), z + fromZ($1.0, $1.1))) }
    )
  }
}
