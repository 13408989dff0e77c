/// How a running verb learns that it is to stop. Tests put their own in the place of the process's signals.
package struct StopRequests: Sendable {
  /// Begins to listen. The answer says whether somebody asked, and whoever holds it goes on listening.
  package let listen: @Sendable () -> any StopListener

  /// Nobody ever asks.
  package static let never = StopRequests { SilentListener() }

  /// Puts a way to listen in place.
  package init(listen: @escaping @Sendable () -> any StopListener) { self.listen = listen }
}

/// See `StopRequests`.
package protocol StopListener: AnyObject {
  /// Whether somebody asked.
  var isStopRequested: Bool { get }
}

private final class SilentListener: StopListener {
  let isStopRequested = false
}
