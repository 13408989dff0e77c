/// Where what an optimizer remembers of a parameter comes from, when parameters change their meaning.
struct OptimizerMemoryMove: Equatable {
  /// The parameter, by its place in a `BatchExecutor`.
  let place: Int
  /// The one whose meaning it takes over; nil for a new one, of which nothing is remembered.
  let source: Int?
}
