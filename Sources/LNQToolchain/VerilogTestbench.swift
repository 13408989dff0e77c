import Foundation
import LNQHardware

public struct VerilogTestbench {
  public static func fileName(for interface: HardwareInterface) -> String { "\(interface.module)_tb.v" }
}
