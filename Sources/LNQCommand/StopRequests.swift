/// How a running verb learns that it is to stop. Tests put their own in the place of the process's signals.
public struct StopRequests: Sendable {
  /// Begins to listen. The answer says whether somebody asked, and whoever holds it goes on listening.
  let listen: @Sendable () -> any StopListener

  /// Nobody ever asks.
  public static let never = StopRequests { SilentListener() }
  /// Ctrl-C and SIGTERM.
  public static let signals = StopRequests { SignalListener() }
}

/// See `StopRequests`.
protocol StopListener: AnyObject {
  /// Whether somebody asked.
  var isStopRequested: Bool { get }
}

private final class SilentListener: StopListener {
  let isStopRequested = false
}
