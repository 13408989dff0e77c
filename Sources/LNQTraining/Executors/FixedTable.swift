/// Values at a fixed place in memory, which never change: what kernels get pointers to.
final class FixedTable<Element: BitwiseCopyable> {
  /// The first one. Valid as long as the table lives.
  let pointer: UnsafePointer<Element>

  init(_ values: [Element]) {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, values.count))
    memory.initialize(from: values, count: values.count)
    pointer = UnsafePointer(memory)
  }

  deinit { pointer.deallocate() }
}
