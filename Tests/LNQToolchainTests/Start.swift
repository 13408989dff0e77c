import Testing

@testable import LNQToolchain
