import Testing

@testable import LNQTables
