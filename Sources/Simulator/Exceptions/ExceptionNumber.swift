/// Exception numbers (DDI 0403E, table B1-4).
enum ExceptionNumber {
  static let reset = 1
  static let nonMaskableInterrupt = 2
  static let hardFault = 3
  static let memoryManagement = 4
  static let busFault = 5
  static let usageFault = 6
  static let supervisorCall = 11
  static let debugMonitor = 12
  static let pendableService = 14
  static let systemTick = 15
  static let firstInterrupt = 16
}
