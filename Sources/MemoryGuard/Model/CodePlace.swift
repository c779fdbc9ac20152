/// A place in the firmware's code.
public struct CodePlace: Sendable, Equatable, Codable {
  public var address: UInt32
  /// The function's name; without a symbol its address in hexadecimal.
  public var function: String
  /// Path as the compiler recorded it, and the line from 1; nil without debug information.
  public var file: String?
  public var line: Int?

  public init(address: UInt32, function: String, file: String? = nil, line: Int? = nil) {
    self.address = address
    self.function = function
    self.file = file
    self.line = line
  }
}
