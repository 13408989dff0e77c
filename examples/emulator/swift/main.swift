// emulator-example TABLES.json: compiles the tables of a run (hardware/tables.json) and prints the class of a row of the lowest codes and of
// one of the highest, without copying the rows.
import Foundation
import LNQEmulator
import LNQTables

let data = try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1]))
let tables = try JSONDecoder().decode(TableNetwork.self, from: data)
let network = try CompiledNetwork(tables)

let rows = (tables.inputs.map(\.format.minimumCode) + tables.inputs.map(\.format.maximumCode)).map { Int16($0) }
var classes = [Int32](repeating: 0, count: 2)
try rows.withUnsafeBufferPointer { rows in
  try classes.withUnsafeMutableBufferPointer { classes in
    try network.run(rows, codes: UnsafeMutableBufferPointer(start: nil, count: 0), classes: classes)
  }
}
for choice in classes { print(tables.classNames.isEmpty ? "\(choice)" : tables.classNames[Int(choice)]) }
