import Testing

@testable import LNQCommand
