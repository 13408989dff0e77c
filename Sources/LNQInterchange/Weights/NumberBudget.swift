/// How much memory a file may ask for, by its size: what its header claims is not believed beyond that.
///
/// Twice the file and 32 MB. Files of weights have one or two bytes more for each of their own; more is asked by headers that repeat
/// themselves: views of one storage, a chain of operations on one constant, millions of empty nodes.
final class NumberBudget {
  private var rest: Int
  private var limit: Int

  init(fileSize: Int) {
    limit = 2 * fileSize + (32 << 20)
    rest = limit
  }

  /// Another file belongs to it.
  func allow(fileSize: Int) {
    limit += 2 * fileSize
    rest += 2 * fileSize
  }

  /// Takes the memory of so many numbers.
  ///
  /// - Throws: `InterchangeError.Problem.tooLarge` where it is used up.
  func take(_ count: Int, bytes size: Int = 8) throws(InterchangeError.Problem) {
    let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
    guard !overflows, bytes <= rest else { throw .tooLarge(limit: limit) }
    rest -= bytes
  }
}
